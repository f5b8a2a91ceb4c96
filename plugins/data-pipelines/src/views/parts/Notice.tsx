import { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { Polled, statusOf } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { sentenceOf } from './sentenceOf';
import styles from './parts.module.css';

/** A quiet word where there is nothing else to show. */
export function Notice(props: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.notice}>
      <p>{props.children}</p>
      {props.action}
    </div>
  );
}

/** Says within a panel why its part is not there; the rest of the page goes on. */
export function PanelError(props: {
  polled: Pick<Polled<unknown>, 'error'> & { retrying?: boolean };
  /** Name of the part. */
  what: string;
  onRetry(): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { error, retrying } = props.polled;
  if (!error) return null;
  const { what } = props;
  const status = statusOf(error);
  const message = sentenceOf(error);
  let words: string = t('error.panel', { what, message });
  if (status === 404) words = t('error.panelMissing', { what, message });
  if (status === 403) words = t('error.panelNotAllowed', { what });
  return (
    <Notice
      action={
        status !== 404 &&
        status !== 403 && (
          <Button size="small" variant="secondary" onPress={props.onRetry}>
            {t('error.retry')}
          </Button>
        )
      }
    >
      {words}
      {retrying && ` ${t('error.retrying')}`}
    </Notice>
  );
}
