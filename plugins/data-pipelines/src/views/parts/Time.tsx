import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useNow } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatClock, formatDuration, formatExact, formatRelative } from './format';
import { useLocale } from './useLocale';

/** How long ago something was; the exact time with its zone on hover. */
export function RelativeTime(props: { time: string }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const time = Date.parse(props.time);
  const now = useNow(Date.now() - time < 60_000 ? 1_000 : 20_000);
  return (
    <time dateTime={props.time} title={formatExact(time, locale)}>
      {formatRelative(time, Math.max(now, time), locale) ?? t('parts.justNow')}
    </time>
  );
}

/** Time of the day with seconds and zone, with the date where it is not that of `beside`, whose date the page tells. */
export function ClockTime(props: { time: string; beside: string }) {
  const locale = useLocale();
  const time = Date.parse(props.time);
  return (
    <time dateTime={props.time} title={formatExact(time, locale)}>
      {formatClock(time, locale, true, Date.parse(props.beside))}
    </time>
  );
}

/** Date, time and zone. */
export function ExactTime(props: { time: string }) {
  const locale = useLocale();
  return <time dateTime={props.time}>{formatExact(Date.parse(props.time), locale)}</time>;
}

/** Time from start to end; counts on while there is no end. */
export function Duration(props: { from: string; to?: string }) {
  return props.to ? (
    <>{formatDuration(Date.parse(props.to) - Date.parse(props.from))}</>
  ) : (
    <RunningDuration from={props.from} />
  );
}

function RunningDuration({ from }: { from: string }) {
  const elapsed = useNow(1_000) - Date.parse(from);
  return <>{formatDuration(Math.max(0, Math.floor(elapsed / 1000) * 1000))}</>;
}
