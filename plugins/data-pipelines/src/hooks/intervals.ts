import { Run } from 'backstage-plugin-data-pipelines-common';

/** Milliseconds between loads while a run goes on. */
export const LIVE_INTERVAL = 2_000;

/** Milliseconds between looks for a new run while none goes on. */
export const IDLE_INTERVAL = 10_000;

/** The same where the backend tells of changes by itself, and a load only mends a message that was lost. */
const PUSHED_LIVE_INTERVAL = 15_000;
const PUSHED_IDLE_INTERVAL = 60_000;

/** Milliseconds between the loads of what changes seldom: figures, readiness, all pipelines. */
export const SLOW_INTERVAL = 60_000;

/** Milliseconds between looks for logs, which EMR uploads little by little. */
const LOGS_INTERVAL = 15_000;
/** How long after the end of a job (ms) its last logs may still come. */
const LOGS_COME_FOR = 15 * 60_000;

/** True when the run will change by itself. */
export function isGoingOn(run: Pick<Run, 'status'>): boolean {
  return run.status === 'running' || run.status === 'waiting';
}

/** Milliseconds to the next load of something that lives while a run goes on. */
export function paceOf(goingOn: boolean, pushed: boolean): number {
  if (pushed) return goingOn ? PUSHED_LIVE_INTERVAL : PUSHED_IDLE_INTERVAL;
  return goingOn ? LIVE_INTERVAL : IDLE_INTERVAL;
}

/** Milliseconds to the next look for what a job that ended at `endedAt`, or goes on, has not uploaded yet. */
export function paceOfLogs(endedAt: string | undefined): number | undefined {
  const late = endedAt !== undefined && Date.now() - Date.parse(endedAt) > LOGS_COME_FOR;
  return late ? undefined : LOGS_INTERVAL;
}
