import type {
  Job,
  RunError,
  RunStatus,
  TriggerObject,
} from 'backstage-plugin-data-pipelines-common';

/**
 * How exactly something was told: an event tells least and may be late, AWS when asked tells the status, and only the
 * history tells object, job and failed step for certain.
 */
export const PRECISION = { event: 0, list: 1, history: 2 } as const;

/** What was heard of a run, from wherever. Times are milliseconds by AWS's clock. */
export interface RunFact {
  runId: string;
  status: RunStatus;
  redriveCount: number;
  startedAt: number;
  endedAt?: number;
  precision: (typeof PRECISION)[keyof typeof PRECISION];
  trigger?: TriggerObject;
  job?: Pick<Job, 'id' | 'state'>;
  /** Without its cause. */
  error?: RunError;
}
