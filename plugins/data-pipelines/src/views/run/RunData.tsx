import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { RunDetail } from 'backstage-plugin-data-pipelines-common';
import { isGoingOn } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { Json, Notice, Panel } from '../parts';
import styles from './run.module.css';

/** What went into the run and what came out of it, and what the job says of itself. */
export function RunData({ run }: { run: RunDetail }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <div className={styles.dataColumns}>
      <Panel title={t('data.input')}>
        {run.input === undefined ? (
          <Notice>{t('data.noInput')}</Notice>
        ) : (
          <Json text={run.input} what={t('data.input')} />
        )}
      </Panel>
      <Panel title={t('data.output')}>
        {run.output === undefined ? (
          <Notice>{t(isGoingOn(run) ? 'data.noOutput' : 'data.noOutputEver')}</Notice>
        ) : (
          <Json text={run.output} what={t('data.output')} />
        )}
      </Panel>
      {run.manifest !== undefined && (
        <Panel title={t('data.manifest')}>
          <Json text={run.manifest} what={t('data.manifest')} />
        </Panel>
      )}
    </div>
  );
}
