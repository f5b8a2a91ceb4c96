import { ReactNode } from 'react';
import { Entity } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { Run } from 'backstage-plugin-data-pipelines-common';
import { isGoingOn } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import {
  CopyButton,
  Duration,
  ExactTime,
  formatBytes,
  RunStatusMark,
  splitKey,
  uriOf,
  useOrdinal,
} from '../parts';
import parts from '../parts/parts.module.css';
import styles from './run.module.css';

/** What the run is about, how it stands, and by what it is known. */
export function RunHeader(props: { run: Run; entity: Entity; actions?: ReactNode }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { run, entity } = props;
  const { trigger, job, redriveCount } = run;
  const ordinal = useOrdinal();
  return (
    <header className={styles.header}>
      <div className={styles.headline}>
        <Text as="h2" variant="title-x-small" weight="bold" className={styles.title}>
          {trigger ? splitKey(trigger.key).file : run.id}
        </Text>
        <RunStatusMark run={run} size="large" />
        {props.actions}
      </div>
      {trigger ? (
        <div className={styles.uri}>
          <span className={`${parts.mono} ${parts.faint}`}>{uriOf(trigger)}</span>
          <CopyButton text={uriOf(trigger)} what={t('run.objectUri')} />
        </div>
      ) : (
        <span className={parts.faint}>{t('runs.byHand')}</span>
      )}
      <dl className={styles.meta}>
        <Meta name={t('run.started')}>
          <ExactTime time={run.startedAt} />
        </Meta>
        <Meta name={isGoingOn(run) ? t('run.running') : t('run.took')}>
          <Duration from={run.startedAt} to={run.endedAt} />
        </Meta>
        <Meta name={t('run.try')}>
          {redriveCount > 0
            ? t('run.tryRedriven', { number: ordinal(redriveCount + 1) })
            : ordinal(1)}
        </Meta>
        {trigger?.size !== undefined && (
          <Meta name={t('run.size')}>{formatBytes(trigger.size)}</Meta>
        )}
        <Meta name={t('run.execution')}>
          <span className={parts.mono}>{run.id}</span>
          <CopyButton text={run.arn} what={t('run.executionArn')} />
        </Meta>
        {job && (
          <Meta name={t('run.job')}>
            <span className={parts.mono}>{job.id}</span>
            <CopyButton text={job.id} what={t('run.jobId')} />
          </Meta>
        )}
        <Meta name={t('run.pipeline')}>{entity.metadata.title ?? entity.metadata.name}</Meta>
      </dl>
    </header>
  );
}

function Meta({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.metaItem}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
