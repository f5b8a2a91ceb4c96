import { Run } from 'backstage-plugin-data-pipelines-common';

/** Milliseconds between loads while a run goes on. */
export const LIVE_INTERVAL = 2_000;

/** Milliseconds between looks for a new run while none goes on. */
export const IDLE_INTERVAL = 10_000;

/** True when the run will change by itself. */
export function isGoingOn(run: Pick<Run, 'status'>): boolean {
  return run.status === 'running' || run.status === 'waiting';
}
