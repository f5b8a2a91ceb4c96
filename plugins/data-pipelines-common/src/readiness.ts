import type { IsoTime } from './time';

/** What is looked at before a pipeline is called ready, in the order in which it is shown. */
export const READINESS_CHECKS = [
  'instance',
  'resources',
  'notifications',
  'script',
  'emails',
  'virtualCluster',
  'lastEvent',
  'deadLetters',
] as const;
export type ReadinessCheckId = (typeof READINESS_CHECKS)[number];

/** One line of the checklist. */
export interface ReadinessCheck {
  id: ReadinessCheckId;
  /**
   * - `ok`, `waiting` (it comes by itself), `todo` (a person must do something), `failed`.
   * - `unknown`: it could not be looked at; `sentence` says why. Never shown as healthy.
   */
  state: 'ok' | 'waiting' | 'todo' | 'failed' | 'unknown';
  /** What is the case. */
  sentence: string;
  /** What to do, when there is something to do. */
  remedy?: string;
  /** The single things behind the line, e.g. each resource or address that is not as it should be. */
  details?: { name: string; state: ReadinessCheck['state']; sentence: string }[];
}

/** Whether a pipeline can do its work. */
export interface Readiness {
  /** Worst of the checks; `unknown` only when nothing worse is known. */
  state: ReadinessCheck['state'];
  checks: ReadinessCheck[];
  checkedAt: IsoTime;
}
