import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Run, RunStatus } from 'backstage-plugin-data-pipelines-common';
import { useNow } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatDuration, formatExact, RUN_LOOKS, splitKey, useLocale } from '../parts';
import styles from './trend.module.css';

const HEIGHT = 72;
/** A bar that is cut says so by its open top; one very long run must not flatten the others. */
const FULL = 3;

/** What tells a bar's outcome besides its colour: open when the run did not do its work, marked when it failed. */
const SHAPES: Record<RunStatus, string> = {
  running: styles.going,
  waiting: styles.going,
  succeeded: '',
  failed: styles.failed,
  timedOut: styles.failed,
  stopped: styles.open,
  duplicate: styles.open,
  unknown: styles.open,
};

/** One bar per run, oldest first: its height is the duration, its colour and shape the status; a line at the median. */
export function TrendChart(props: { runs: Run[]; median?: number; onOpen(runId: string): void }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const now = useNow(5_000);
  const { median, onOpen } = props;
  const bars = useMemo(() => [...props.runs].reverse(), [props.runs]);
  const lengths = bars.map(run => {
    const end = run.endedAt ? Date.parse(run.endedAt) : Math.max(now, Date.parse(run.startedAt));
    return end - Date.parse(run.startedAt);
  });
  const longest = Math.max(1, ...lengths);
  const top = median ? Math.min(Math.max(longest, median * 1.4), median * FULL) : longest;
  const failed = bars.filter(({ status }) => SHAPES[status] === styles.failed).length;
  if (bars.length < 2) return null;
  return (
    <div className={styles.trend}>
      <span className={styles.scale} aria-hidden>
        <span>{formatDuration(top)}</span>
        {median !== undefined && (
          <span className={styles.median} style={{ bottom: `${(median / top) * 100}%` }}>
            {t('runs.median')}
          </span>
        )}
        {failed > 0 && <span className={styles.failedWord}>{t('runs.trendFailed')}</span>}
      </span>
      {/* The table below says all of this in words, so the chart is one picture with one name. */}
      <div
        className={styles.bars}
        role="img"
        aria-label={t('runs.trend', { count: bars.length, failed: String(failed) })}
        style={{ height: HEIGHT }}
      >
        {median !== undefined && (
          <span className={styles.line} style={{ bottom: `${(median / top) * 100}%` }} />
        )}
        {bars.map((run, index) => {
          const status = run.status in RUN_LOOKS ? run.status : 'unknown';
          const share = Math.min(1, lengths[index] / top);
          const name = run.trigger ? splitKey(run.trigger.key).file : run.id;
          const title = [
            name,
            t(`status.${status}`),
            formatDuration(lengths[index]),
            formatExact(Date.parse(run.startedAt), locale),
          ].join('\n');
          return (
            // The rows of the table are the keyboard's way to the same pages.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
            <span
              key={run.id}
              className={`${styles.slot} ${SHAPES[status]}`}
              title={title}
              onClick={() => onOpen(run.id)}
            >
              <span
                className={[
                  styles.bar,
                  styles[`tone_${RUN_LOOKS[status].tone}`],
                  lengths[index] > top && styles.cut,
                ]
                  .filter(Boolean)
                  .join(' ')}
                style={{ height: `${Math.max(4, share * 100)}%` }}
              />
            </span>
          );
        })}
      </div>
    </div>
  );
}
