import { ReactNode } from 'react';
import { Entity, getCompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Card, Link } from '@backstage/ui';
import { RiArrowRightSLine } from '@remixicon/react';
import {
  ANNOTATION_STATE_MACHINE_ARN,
  Readiness,
  Run,
  RunStatistics,
} from 'backstage-plugin-data-pipelines-common';
import { Loaded, useReadiness, useRuns, useStatistics } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import {
  Bone,
  Duration,
  formatDuration,
  formatNumber,
  formatShare,
  LoadError,
  Mark,
  Notice,
  PanelError,
  RelativeTime,
  RunStatusMark,
  splitKey,
  StaleHint,
  StaleNotice,
  useLocale,
} from '../parts';
import parts from '../parts/parts.module.css';
import { Unannotated } from '../runs/Unannotated';
import { HEALTH_LOOKS, healthOf, lastEnded, openChecks } from './healthOf';
import { Sparkline } from './Sparkline';
import { Todo } from './Todo';
import styles from './overview.module.css';

const ALL = { status: [], text: '' };

/** On a pipeline's page: how it is, its last run, its last 30 days, and what is to do. */
export function OverviewCard() {
  const { entity } = useEntity();
  if (!entity.metadata.annotations?.[ANNOTATION_STATE_MACHINE_ARN]) {
    return (
      <Card className={styles.card}>
        <Unannotated entity={entity} />
      </Card>
    );
  }
  return <Annotated entity={entity} />;
}

function Annotated({ entity }: { entity: Entity }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const pipeline = getCompoundEntityRef(entity);
  const runs = useRuns(pipeline, ALL);
  const statistics = useStatistics(pipeline);
  const readiness = useReadiness(pipeline);
  const items = runs.data?.items;
  const known =
    items !== undefined && (readiness.data !== undefined || readiness.error !== undefined);
  const current = !runs.error && !runs.data?.stale && !readiness.error;
  const health = healthOf(items, readiness.data, current);
  const ended = items && lastEnded(items);
  // What comes by itself is listed, but is nothing to do.
  const todos = openChecks(readiness.data).filter(({ state }) => state === 'todo');
  return (
    <Card role="region" aria-label={t('overview.title')} className={styles.card}>
      <div className={styles.head}>
        <h2 className={parts.panelTitle}>{t('overview.title')}</h2>
        {known && (
          <Mark
            look={HEALTH_LOOKS[health]}
            size="large"
            word={
              health === 'todo'
                ? t('overview.todoCount', { count: todos.length })
                : t(`overview.${health}`)
            }
          />
        )}
      </div>
      <StaleNotice polled={runs} onRetry={runs.refresh} />
      {!items && runs.error ? (
        <LoadError
          error={runs.error}
          entity={entity}
          retrying={runs.retrying}
          onRetry={runs.refresh}
        />
      ) : (
        <dl className={styles.lines}>
          <Line name={t('overview.lastRun')}>
            {items ? (
              <LastRun run={items[0]} />
            ) : (
              <Bone width="min(22rem, 100%)" height="1.25rem" />
            )}
          </Line>
          {items && ended && ended !== items[0] && health === 'failing' && (
            <Line name={t('overview.lastEnded')}>
              <LastRun run={ended} />
            </Line>
          )}
          <Line name={t('overview.days')}>
            <Days statistics={statistics} />
          </Line>
          <Line name={t('overview.ready')}>
            <Checks readiness={readiness} />
          </Line>
        </dl>
      )}
      <Link href="runs" standalone className={styles.toRuns}>
        {t('overview.seeRuns')}
        <RiArrowRightSLine aria-hidden />
      </Link>
    </Card>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className={parts.faint}>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function LastRun({ run }: { run: Run | undefined }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  if (!run) return <>{t('overview.noRun')}</>;
  return (
    <span className={styles.lastRun}>
      <Link href={`runs/${encodeURIComponent(run.id)}`} className={styles.runName}>
        {run.trigger ? splitKey(run.trigger.key).file : run.id}
      </Link>
      <RunStatusMark run={run} />
      <span className={parts.faint}>
        <RelativeTime time={run.endedAt ?? run.startedAt} />
        {', '}
        {t(run.endedAt ? 'overview.took' : 'overview.goingFor')}{' '}
        <Duration from={run.startedAt} to={run.endedAt} />
      </span>
    </span>
  );
}

function Days({ statistics }: { statistics: Loaded<RunStatistics> }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { data, error, refresh } = statistics;
  if (!data) {
    return error ? (
      <PanelError polled={statistics} what={t('overview.days')} onRetry={refresh} />
    ) : (
      <Bone width="min(22rem, 100%)" height="2.25rem" />
    );
  }
  if (data.total === 0) {
    return (
      <>
        {t('overview.noRuns')}
        <StaleHint polled={statistics} />
      </>
    );
  }
  return (
    <span className={styles.daysLine}>
      <Sparkline days={data.byDay} />
      <span>
        {[
          t('runs.sentenceAll', {
            count: data.total,
          }),
          data.successRate !== undefined &&
            t('runs.sentenceRate', { rate: formatShare(data.successRate, locale) }),
          data.p50Ms !== undefined &&
            t('runs.sentenceMedian', { median: formatDuration(data.p50Ms) }),
        ]
          .filter(Boolean)
          .join(', ')}
        <StaleHint polled={statistics} />
      </span>
    </span>
  );
}

function Checks({ readiness }: { readiness: Loaded<Readiness> }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { data, error, refresh } = readiness;
  if (!data) {
    return error ? (
      <PanelError polled={readiness} what={t('overview.ready')} onRetry={refresh} />
    ) : (
      <Bone width="min(16rem, 100%)" height="1.25rem" />
    );
  }
  if (data.checks.length === 0) return <Notice>{t('overview.noChecks')}</Notice>;
  const open = openChecks(data);
  return (
    <>
      {open.length === 0 ? (
        t('overview.allOk', { number: formatNumber(data.checks.length, locale) })
      ) : (
        <ul className={styles.todos}>
          {open.map(check => (
            <Todo key={check.id} check={check} />
          ))}
        </ul>
      )}
      <StaleHint polled={readiness} />
    </>
  );
}
