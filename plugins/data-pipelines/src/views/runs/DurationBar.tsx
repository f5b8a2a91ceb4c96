import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Run } from 'backstage-plugin-data-pipelines-common';
import { isGoingOn, useNow } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatDuration } from '../parts';
import styles from './runs.module.css';

/** The bar is full at this many medians; the tick in its middle is the median. */
const FULL = 2;

/** A run's duration, with a thin bar against the median. */
export function DurationBar({ run, median }: { run: Run; median?: number }) {
  return isGoingOn(run) || !run.endedAt ? (
    <Going run={run} median={median} />
  ) : (
    <Bar ms={Date.parse(run.endedAt) - Date.parse(run.startedAt)} median={median} />
  );
}

function Going({ run, median }: { run: Run; median?: number }) {
  const elapsed = useNow(1_000) - Date.parse(run.startedAt);
  return <Bar ms={Math.max(0, Math.floor(elapsed / 1_000) * 1_000)} median={median} going />;
}

function Bar({ ms, median, going }: { ms: number; median?: number; going?: boolean }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const duration = formatDuration(ms);
  if (!median) return <>{duration}</>;
  const share = Math.min(1, ms / (median * FULL));
  return (
    <span
      className={styles.bar}
      title={t('runs.barHint', { duration, median: formatDuration(median) })}
    >
      {duration}
      <span className={styles.track} aria-hidden>
        <span
          className={going ? styles.fillGoing : styles.fill}
          style={{ width: `${(share * 100).toFixed(1)}%` }}
        />
        <span className={styles.tick} />
      </span>
    </span>
  );
}
