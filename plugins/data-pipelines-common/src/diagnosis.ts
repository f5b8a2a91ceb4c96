import type { RunError } from './run';
import type { RunAction } from './runAction';

/** The commonest reasons of failures; `other` is said when none of them fits. */
export const FAILURE_CAUSES = [
  'accessDenied',
  'missingScript',
  'missingColumn',
  'badInput',
  'outOfMemory',
  'imagePull',
  'throttled',
  'timeout',
  'cancelled',
  'clusterUnavailable',
  'other',
] as const;
export type FailureCause = (typeof FAILURE_CAUSES)[number];

/** Why a run failed, in the order in which a person wants to know it. */
export interface Diagnosis {
  cause: FailureCause;
  /** What happened, in one sentence: the job's own words if it has any. */
  sentence: string;
  /** What it likely means and what to do, in plain language. */
  hint: string;
  /** The action that helps once the cause is mended; absent when none does. */
  action?: RunAction;
  /** The failed step's error as it was reported. */
  error?: RunError;
  jobId?: string;
  /** EMR's sentence and word for the failure of the job. */
  stateDetails?: string;
  failureReason?: string;
  /** The lines of a log that tell the reason: a Python traceback or a Java exception, not just the tail. */
  excerpt?: {
    /** {@link LogFile.id} */
    logId: string;
    stream: 'stdout' | 'stderr';
    /** Number of the excerpt's first line in the log, from 1. */
    firstLine: number;
    lines: string[];
  };
}
