/** What can be said of a run; the same set in the API, the views and the tests. */
export const RUN_STATUSES = [
  'running',
  'succeeded',
  'failed',
  'timedOut',
  'stopped',
  'waiting',
  'duplicate',
  'unknown',
] as const;

/**
 * - `running`, `succeeded`, `failed`, `timedOut`, `stopped`: as Step Functions says.
 * - `waiting`: redriven, or its job waits for capacity.
 * - `duplicate`: ended at once because the object had been processed already.
 * - `unknown`: AWS said something that this version does not know.
 */
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What can be said of a step of a run. */
export type StepStatus =
  'running' | 'succeeded' | 'failed' | 'stopped' | 'timedOut' | 'caught' | 'unknown';

/** States of an EMR on EKS job run, in AWS's own words. */
export const JOB_STATES = [
  'PENDING',
  'SUBMITTED',
  'RUNNING',
  'COMPLETED',
  'FAILED',
  'CANCEL_PENDING',
  'CANCELLED',
] as const;
export type JobState = (typeof JOB_STATES)[number] | 'UNKNOWN';

/** True when nothing more will happen to a run with this status (but by a redrive). */
export function isTerminal(status: RunStatus): boolean {
  return status !== 'running' && status !== 'waiting' && status !== 'unknown';
}
