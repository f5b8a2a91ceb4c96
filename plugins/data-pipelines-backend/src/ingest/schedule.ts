import type { Machine } from '../store';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How often things are done. All in milliseconds. */
export interface SyncIntervals {
  /** Machines that somebody looks at or that have runs going on, where no events come by push. */
  activeMs: number;
  /** The same where events come by push: only what they lost is looked for. */
  pushedMs: number;
  /** The longest that any machine is left alone. */
  idleMs: number;
  /** Between two looks at all runs young enough to be redriven. */
  deepMs: number;
}

/**
 * When to ask AWS about a machine again: soon while something goes on or somebody looks, ever more seldom the longer
 * nothing has happened. After failures, later and later.
 */
export function nextCheck(
  machine: Pick<Machine, 'newestAt' | 'viewedAt' | 'failures'>,
  state: { now: number; openRuns: number; pushed: boolean },
  intervals: SyncIntervals,
): number {
  const { now, openRuns, pushed } = state;
  const soon = pushed ? intervals.pushedMs : intervals.activeMs;
  if (machine.failures > 0) {
    return now + Math.min(intervals.idleMs, soon * 2 ** Math.min(machine.failures, 12));
  }
  const watched = now - (machine.viewedAt ?? 0) < 2 * MINUTE;
  if (openRuns > 0 || watched) {
    return now + soon;
  }
  // The machine's clock may differ from AWS's; a start in the future is a fresh one.
  const quiet = Math.max(0, now - (machine.newestAt ?? 0));
  return now + Math.min(intervals.idleMs, soon * patience(quiet));
}

/** By how much longer to wait than for what goes on, by how long nothing has happened. */
function patience(quietMs: number): number {
  if (quietMs < HOUR) return 4;
  if (quietMs < DAY) return 20;
  return quietMs < 7 * DAY ? 60 : Infinity;
}
