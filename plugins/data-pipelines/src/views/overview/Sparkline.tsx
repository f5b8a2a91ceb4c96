import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { DayStatistics } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatDuration } from '../parts';
import styles from './overview.module.css';

/** One bar per day: its height the runs, its red part the failed ones. */
export function Sparkline({ days }: { days: DayStatistics[] }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const most = Math.max(1, ...days.map(day => day.succeeded + day.failed + day.other));
  const failed = days.reduce((sum, day) => sum + day.failed, 0);
  const share = (count: number) => `${(count / most) * 100}%`;
  return (
    <div
      className={styles.sparkline}
      role="img"
      aria-label={t('overview.sparkline', { days: String(days.length), failed: String(failed) })}
    >
      {days.map(day => {
        const title = [
          day.day,
          t('overview.daySucceeded', { count: day.succeeded }),
          day.failed > 0 && t('overview.dayFailed', { count: day.failed }),
          day.medianMs !== undefined &&
            t('runs.sentenceMedian', { median: formatDuration(day.medianMs) }),
        ]
          .filter(Boolean)
          .join('\n');
        return (
          <span key={day.day} className={styles.day} title={title}>
            {day.failed > 0 && (
              <span className={styles.bad} style={{ height: share(day.failed) }} />
            )}
            {day.succeeded + day.other > 0 && (
              <span className={styles.good} style={{ height: share(day.succeeded + day.other) }} />
            )}
          </span>
        );
      })}
    </div>
  );
}
