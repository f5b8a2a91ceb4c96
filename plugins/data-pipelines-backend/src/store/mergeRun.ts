import {
  isTerminal,
  type Job,
  type JobState,
  type RunStatus,
} from 'backstage-plugin-data-pipelines-common';
import { PRECISION, type RunFact } from './RunFact';

const JOB_ORDER: JobState[] = [
  'UNKNOWN',
  'PENDING',
  'SUBMITTED',
  'RUNNING',
  'CANCEL_PENDING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
];

/** How far a job has come; it never goes back. */
export function jobProgress(state: JobState): number {
  return JOB_ORDER.indexOf(state);
}

/** Whether nothing more will happen to a job. */
export function isJobOver(state: JobState): boolean {
  return jobProgress(state) >= jobProgress('COMPLETED');
}

/**
 * What is known of a run after one more fact. The order in which facts come does not matter, nor how often each comes:
 * a terminal status yields only to a redrive, and what one fact leaves open another fills in.
 */
export function mergeRun(known: RunFact | undefined, fact: RunFact): RunFact {
  if (!known) {
    return settled(fact, fact.status, fact.job);
  }
  const [main, other] = weight(fact) >= weight(known) ? [fact, known] : [known, fact];
  const sameLife = main.redriveCount === other.redriveCount;
  const exact = main.precision === PRECISION.history && isTerminal(main.status);

  const job = laterJob(main.job, other.job, exact);
  const trigger = main.trigger ?? other.trigger;
  const error =
    main.error ?? (sameLife && !exact && isFailure(main.status) ? other.error : undefined);
  // Only the output tells a duplicate from a success.
  const duplicate = sameLife && main.status === 'succeeded' && other.status === 'duplicate';
  const { trigger: _trigger, job: _job, error: _error, ...rest } = main;
  return settled(
    { ...rest, ...(trigger && { trigger }), ...(error && { error }) },
    duplicate && !exact ? 'duplicate' : main.status,
    job,
  );
}

/** Whether the fact of a later life, a later phase or a better source; never of a later arrival. */
function weight({ redriveCount, status, precision }: RunFact): number {
  return redriveCount * 100 + (isTerminal(status) ? 10 : 0) + precision;
}

function isFailure(status: RunStatus): boolean {
  return status === 'failed' || status === 'timedOut' || status === 'stopped';
}

function laterJob(
  main: RunFact['job'],
  other: RunFact['job'],
  exact: boolean,
): RunFact['job'] | undefined {
  if (!main || !other) {
    return main ?? other;
  }
  if (main.id !== other.id) {
    return exact || main.id > other.id ? main : other; // ids of EMR grow
  }
  return jobProgress(main.state) >= jobProgress(other.state) ? main : other;
}

/** A run that goes on waits as long as its job does. */
function settled(fact: RunFact, status: RunStatus, job: Pick<Job, 'id' | 'state'> | undefined) {
  const goesOn = status === 'running' || status === 'waiting';
  const waits = job?.state === 'PENDING' || job?.state === 'SUBMITTED';
  const shown: RunStatus = !goesOn || !job ? status : jobStatus(status, job.state, waits);
  return { ...fact, status: shown, ...(job && { job }) };
}

function jobStatus(status: RunStatus, state: JobState, waits: boolean): RunStatus {
  if (waits) {
    return 'waiting';
  }
  return state === 'RUNNING' ? 'running' : status;
}
