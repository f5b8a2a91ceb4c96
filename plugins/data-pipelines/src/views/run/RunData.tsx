import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { RunDetail } from 'backstage-plugin-data-pipelines-common';
import { isGoingOn } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { Json, Panel } from '../parts';
import parts from '../parts/parts.module.css';
import styles from './run.module.css';

/** What went into the run and what came out of it. */
export function RunData({ run }: { run: RunDetail }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <Panel title={t('data.title')}>
      {run.input !== undefined && (
        <details>
          <summary className={styles.summary}>{t('data.input')}</summary>
          <Json text={run.input} what={t('data.input')} />
        </details>
      )}
      {run.output !== undefined ? (
        <details>
          <summary className={styles.summary}>{t('data.output')}</summary>
          <Json text={run.output} what={t('data.output')} />
        </details>
      ) : (
        <Text as="p" className={parts.faint}>
          {isGoingOn(run) ? t('data.noOutput') : t('data.noOutputEver')}
        </Text>
      )}
    </Panel>
  );
}
