import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink, entityRouteParams, entityRouteRef } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { RiAlertFill } from '@remixicon/react';
import { PipelineSummary } from 'backstage-plugin-data-pipelines-common';
import { useNow } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import {
  formatAbout,
  formatDuration,
  formatExact,
  formatNumber,
  formatShare,
  RelativeTime,
  RunStatusMark,
  useLocale,
} from '../parts';
import parts from '../parts/parts.module.css';
import styles from './pipelines.module.css';

/** Below this many px a pipeline is a card rather than a row. */
export const TIGHT = 820;
/** Height of the card, px. */
export const TIGHT_HEIGHT = 132;
/** Median durations that differ by less than this share are called the same. */
const NOTABLE = 0.15;

/** One pipeline: who has it, how its last run went, and how it does. */
export function PipelineRow(props: { pipeline: PipelineSummary; tight: boolean }) {
  const { pipeline, tight } = props;
  const { lastRun, owner } = pipeline;
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const page = usePage(pipeline.entityRef);
  const name = (
    <Link href={page} className={styles.name} title={pipeline.entityRef} standalone>
      {pipeline.title}
    </Link>
  );
  const team = owner ? <EntityRefLink entityRef={owner} defaultKind="group" hideIcon /> : '–';
  const last = lastRun ? (
    <span className={styles.lastRun}>
      <Link href={`${page}/runs/${encodeURIComponent(lastRun.id)}`} className={styles.status}>
        <RunStatusMark run={lastRun} />
      </Link>
      <span className={parts.faint}>
        <RelativeTime time={lastRun.startedAt} />
      </span>
    </span>
  ) : (
    <span className={parts.faint}>{t('pipelines.never')}</span>
  );
  if (tight) {
    return (
      <div className={styles.narrow}>
        <span role="cell" className={styles.narrowHead}>
          <span>
            {name}
            <span className={parts.faint}>{team}</span>
          </span>
          {last}
        </span>
        <span role="cell" className={styles.narrowFoot}>
          <Rate pipeline={pipeline} />
          <Freshness pipeline={pipeline} named />
        </span>
        <span role="cell" className={styles.narrowFoot}>
          <Median pipeline={pipeline} named />
          <Version pipeline={pipeline} named />
        </span>
      </div>
    );
  }
  return (
    <div className={styles.row}>
      <span role="cell">{name}</span>
      <span role="cell" className={styles.cut}>
        {team}
      </span>
      <span role="cell">{last}</span>
      <span role="cell">
        <Rate pipeline={pipeline} />
      </span>
      <span role="cell">
        <Freshness pipeline={pipeline} />
      </span>
      <span role="cell">
        <Median pipeline={pipeline} />
      </span>
      <span role="cell">
        <Version pipeline={pipeline} />
      </span>
    </div>
  );
}

/** Address of a pipeline's page in the catalog. */
function usePage(entityRef: string): string {
  const route = useRouteRef(entityRouteRef);
  return route(entityRouteParams(entityRef, { encodeParams: true }));
}

function Rate({ pipeline }: { pipeline: PipelineSummary }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { successRate, runs30d } = pipeline;
  if (successRate === undefined) return <span className={parts.faint}>–</span>;
  return (
    <span
      className={styles.rate}
      title={t('pipelines.rateHint', {
        rate: formatShare(successRate, locale),
        runs: formatNumber(runs30d, locale),
      })}
    >
      {formatShare(successRate, locale)}
      <span className={styles.track} aria-hidden>
        <span
          className={successRate < 0.9 ? styles.fillBad : styles.fill}
          style={{ width: `${successRate * 100}%` }}
        />
      </span>
    </span>
  );
}

/** `named`: there is no column to tell what the figure is. */
function Freshness({ pipeline, named }: { pipeline: PipelineSummary; named?: boolean }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const now = useNow(60_000);
  const { lastSuccessAt, late, usualIntervalMs } = pipeline;
  if (!lastSuccessAt) return <span className={parts.faint}>{t('pipelines.noSuccess')}</span>;
  if (!late || !usualIntervalMs) {
    return (
      <span>
        {named && <span className={parts.faint}>{t('pipelines.column_freshness')} </span>}
        <RelativeTime time={lastSuccessAt} />
      </span>
    );
  }
  const time = Date.parse(lastSuccessAt);
  const age = formatAbout(Math.max(0, now - time));
  return (
    <span className={`${styles.late} ${parts.warning}`}>
      <RiAlertFill aria-hidden />
      <time dateTime={lastSuccessAt} title={formatExact(time, locale)}>
        {t('pipelines.late', { age, usual: formatAbout(usualIntervalMs) })}
      </time>
    </span>
  );
}

function Median({ pipeline, named }: { pipeline: PipelineSummary; named?: boolean }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { p50Ms, p50Change } = pipeline;
  if (p50Ms === undefined) return <span className={parts.faint}>{named ? '' : '–'}</span>;
  const median = formatDuration(p50Ms);
  const notable = p50Change !== undefined && Math.abs(p50Change - 1) >= NOTABLE;
  const percent = notable ? Math.round((p50Change - 1) * 100) : 0;
  return (
    <span className={styles.median}>
      {named ? t('pipelines.median', { median }) : median}
      {notable && (
        <span
          className={percent > 0 ? parts.warning : parts.faint}
          title={t('pipelines.changeHint')}
        >
          {percent > 0 ? `+${percent}` : `−${-percent}`} %
        </span>
      )}
    </span>
  );
}

function Version({ pipeline, named }: { pipeline: PipelineSummary; named?: boolean }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { version, behind } = pipeline;
  if (!version) return <span className={parts.faint}>{named ? '' : '–'}</span>;
  const words = named ? t('pipelines.version', { version }) : version;
  return behind ? (
    <span className={`${styles.late} ${parts.warning}`} title={t('pipelines.behindHint')}>
      <RiAlertFill aria-hidden />
      {t('pipelines.behind', { version: words })}
    </span>
  ) : (
    <>{words}</>
  );
}
