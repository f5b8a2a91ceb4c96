/** 400 → `0.4 s`, 108000 → `1 m 48 s`, 3840000 → `1 h 04 m`. Never negative. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds > 0 && seconds < 0.05) return '< 0.1 s';
  if (seconds < 9.95 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${two(whole % 60)} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} m`;
  return `${Math.floor(minutes / 60 / 24)} d ${two(Math.floor(minutes / 60) % 24)} h`;
}

/** A length of time, about: 5400000 → `2 h`, 126000000 → `1 d 11 h`; without the hours from a week on. */
export function formatAbout(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes} m`;
  const hours = Math.round(minutes / 60);
  if (hours < 24) return `${hours} h`;
  if (hours >= 7 * 24) return `${Math.round(hours / 24)} d`;
  const rest = hours % 24;
  return `${Math.floor(hours / 24)} d${rest ? ` ${rest} h` : ''}`;
}

/** Bytes by 1024: `12.0 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** Date, time to the second and time zone: `3 Jun 2026, 14:02:11 CEST`. */
export function formatExact(time: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(time);
}

/**
 * Time of the day with its zone: `14:02 CEST`, with seconds when asked for. The date is left out only where it is that
 * of `now`.
 */
export function formatClock(
  time: number,
  locale: string,
  seconds = false,
  now = Date.now(),
): string {
  const [then, today] = [new Date(time), new Date(now)];
  return new Intl.DateTimeFormat(locale, {
    ...(then.toDateString() !== today.toDateString() && { day: 'numeric', month: 'short' }),
    ...(then.getFullYear() !== today.getFullYear() && { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    second: seconds ? '2-digit' : undefined,
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(time);
}

const UNITS: [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** `12 minutes ago`; `undefined` for less than five seconds, for which each language has words. */
export function formatRelative(time: number, now: number, locale: string): string | undefined {
  const age = time - now;
  if (Math.abs(age) < 5_000) return undefined;
  const [unit, ms] = UNITS.find(([, size]) => Math.abs(age) >= size) ?? UNITS[UNITS.length - 1];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'always' }).format(
    Math.trunc(age / ms),
    unit,
  );
}

/** Splits an S3 key into the folders and the name of the file. */
export function splitKey(key: string): { prefix: string; file: string } {
  const end = key.endsWith('/') ? key.length - 1 : key.length;
  const slash = key.lastIndexOf('/', end - 1);
  return { prefix: key.slice(0, slash + 1), file: key.slice(slash + 1) };
}

/** `3570` → `3,570`. */
export function formatNumber(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** A share of 0 to 1: `99.1 %`; never rounded up to a hundred. */
export function formatShare(share: number, locale: string): string {
  const percent = share >= 1 ? 100 : Math.min(99.9, share * 100);
  const text = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(percent);
  return `${text} %`;
}
