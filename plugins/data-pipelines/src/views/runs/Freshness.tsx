import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { isGoingOn, Runs } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatClock, useLocale } from '../parts';
import styles from './runs.module.css';

/** When the list was last right; a dot says that it follows a run. */
export function Freshness({ runs }: { runs: Runs }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { asOf, data, error } = runs;
  // What AWS does not confirm is not live: the notice above says since when.
  if (asOf === undefined || !data || error || data.stale) return null;
  const time = formatClock(asOf, locale, true);
  const live = data.items.some(isGoingOn);
  return (
    <span
      className={styles.freshness}
      title={live ? t('runs.liveHint', { time }) : t('runs.idleHint', { time })}
    >
      {live && <span className={styles.liveDot} aria-hidden />}
      {live ? t('runs.live') : t('runs.updated', { time })}
    </span>
  );
}
