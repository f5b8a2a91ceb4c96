import type { RunStatistics, RunStatus } from 'backstage-plugin-data-pipelines-common';
import { groupBy, type RunFigures } from '../store';

const DAY = 86_400_000;
/** A usual interval of fewer successes than this is not told. */
const ENOUGH = 3;

/** Start of the first of the last `days` days (UTC), today included. */
export function startOf(days: number, now: number): number {
  return (Math.floor(now / DAY) - days + 1) * DAY;
}

/** The figures of a pipeline over the last days, of what the store counted. */
export function toStatistics(figures: RunFigures, days: number, now: number): RunStatistics {
  const counts: Partial<Record<RunStatus, number>> = {};
  for (const { status, count } of figures.days) {
    counts[status] = (counts[status] ?? 0) + count;
  }
  const rate = successRate(counts);
  const durations = figures.successes.map(durationOf).sort(ascending);
  const usual = usualInterval(figures.successes);
  const byDay = groupBy(figures.days, ({ day }) => day);
  const durationsOf = groupBy(figures.successes, ({ startedAt }) => Math.floor(startedAt / DAY));
  const first = startOf(days, now) / DAY;

  return {
    days,
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    counts,
    ...(rate !== undefined && { successRate: rate }),
    ...(durations.length && { p50Ms: quantile(durations, 0.5), p95Ms: quantile(durations, 0.95) }),
    ...(figures.lastSuccessAt !== undefined && {
      lastSuccessAt: new Date(figures.lastSuccessAt).toISOString(),
    }),
    ...(usual !== undefined && { usualIntervalMs: usual }),
    byDay: Array.from({ length: days }, (_, index) => {
      const day = first + index;
      const sum = (...wanted: RunStatus[]) =>
        (byDay.get(day) ?? [])
          .filter(({ status }) => wanted.includes(status))
          .reduce((total, { count }) => total + count, 0);
      const took = (durationsOf.get(day) ?? []).map(durationOf).sort(ascending);
      return {
        day: new Date(day * DAY).toISOString().slice(0, 10),
        succeeded: sum('succeeded'),
        failed: sum('failed', 'timedOut'),
        other: sum('running', 'waiting', 'stopped', 'duplicate', 'unknown'),
        ...(took.length && { medianMs: quantile(took, 0.5) }),
      };
    }),
  };
}

/** Of succeeded among succeeded, failed and timed out; undefined when there are none. */
export function successRate(counts: Partial<Record<RunStatus, number>>): number | undefined {
  const { succeeded = 0, failed = 0, timedOut = 0 } = counts;
  const all = succeeded + failed + timedOut;
  return all ? succeeded / all : undefined;
}

/** Median of the last 7 days over that of the 23 before; undefined where either has no run. */
export function medianChange(successes: RunFigures['successes'], now: number): number | undefined {
  const border = now - 7 * DAY;
  const recent = successes.filter(({ startedAt }) => startedAt >= border).map(durationOf);
  const before = successes.filter(({ startedAt }) => startedAt < border).map(durationOf);
  const usual = before.length ? quantile(before.sort(ascending), 0.5) : 0;
  return recent.length && usual > 0 ? quantile(recent.sort(ascending), 0.5) / usual : undefined;
}

/**
 * The pause between the starts of two successful runs in which a moment lies as often as not. A burst, e.g. of a
 * backfill, is many pauses but little time, so it tells nothing; fewer than three runs, or all within a day, are a guess.
 */
export function usualInterval(successes: RunFigures['successes']): number | undefined {
  const starts = successes.map(({ startedAt }) => startedAt).sort(ascending);
  const span = starts.length < ENOUGH ? 0 : starts[starts.length - 1] - starts[0];
  if (span < DAY) {
    return undefined;
  }
  const pauses = starts.slice(1).map((start, index) => start - starts[index]);
  let passed = 0;
  return pauses.sort(ascending).find(pause => {
    passed += pause;
    return passed >= span / 2;
  });
}

/** A quantile of sorted numbers, by nearest rank. */
export function quantile(sorted: number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

function durationOf({ startedAt, endedAt }: { startedAt: number; endedAt: number }): number {
  return Math.max(0, endedAt - startedAt);
}

function ascending(a: number, b: number): number {
  return a - b;
}
