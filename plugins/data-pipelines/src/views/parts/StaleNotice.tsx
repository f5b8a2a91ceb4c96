import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { RiHistoryLine } from '@remixicon/react';
import { Stale as StaleData } from 'backstage-plugin-data-pipelines-common';
import { Polled, statusOf } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatClock } from './format';
import { sentenceOf } from './sentenceOf';
import { useLocale } from './useLocale';
import styles from './parts.module.css';

/** Over data that could not be refreshed: how old it is, why, and that it is tried again. */
export function StaleNotice(props: { polled: Polled<{ stale?: StaleData }>; onRetry(): void }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const title = useStaleWords(props.polled);
  const { error, data } = props.polled;
  if (!error && data?.stale) return <Stale stale={data.stale} />;
  if (!error || !title) return null;
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={title}
      description={sentenceOf(error)}
      customActions={
        <Button variant="secondary" onPress={props.onRetry}>
          {t('error.retry')}
        </Button>
      }
    />
  );
}

/** The same as a line under a part of a page. */
export function StaleHint({ polled }: { polled: Polled<unknown> }) {
  const words = useStaleWords(polled);
  if (!polled.error || !words) return null;
  return (
    <span className={styles.staleHint} title={sentenceOf(polled.error)}>
      <RiHistoryLine aria-hidden />
      {words}
    </span>
  );
}

/** Since when what is shown could not be refreshed, and why; `undefined` where it could, or nothing is shown. */
function useStaleWords({ error, asOf, data, retrying }: Polled<unknown>): string | undefined {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  if (!error || data === undefined || asOf === undefined) return undefined;
  const words = { time: formatClock(asOf, locale), reason: t(reasonOf(error)) };
  return retrying ? t('error.staleRetrying', words) : t('error.stale', words);
}

/** The portal answers, but AWS does not answer the portal. */
function Stale({ stale }: { stale: StaleData }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={t('error.staleRetrying', {
        time: formatClock(Date.parse(stale.since), locale),
        reason: t('error.reasonAway'),
      })}
      description={stale.reason}
    />
  );
}

function reasonOf(error: Error) {
  const status = statusOf(error);
  if (status === undefined) return 'error.reasonUnreachable';
  return status === 503 || status === 429 ? 'error.reasonAway' : 'error.reasonOther';
}
