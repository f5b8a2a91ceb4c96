import type { IsoTime } from 'backstage-plugin-data-pipelines-common';

/** One event of an execution's history: AWS's own words and ids, without AWS's types. */
export interface HistoryEvent {
  id: number;
  /** Id of the event that led to this one; 0 for the first. */
  previousId: number;
  at: IsoTime;
  /** AWS's type, e.g. `TaskStateEntered`. */
  type: string;
  details: HistoryEventDetails;
}

/** What AWS gives with an event; which fields there are depends on its type. */
export interface HistoryEventDetails {
  /** Name of the state, or of the Map state for an iteration. */
  name?: string;
  /** Name of the state, for `EvaluationFailed`. */
  state?: string;
  input?: string;
  output?: string;
  error?: string;
  cause?: string;
  /** Action, or the ARN of a Lambda function or activity. */
  resource?: string;
  /** Service of the action, e.g. `emr-containers`. */
  resourceType?: string;
  /** What the action was called with, as JSON text. */
  parameters?: string;
  /** Items of an inline Map. */
  length?: number;
  /** Number of an inline Map's iteration, from 0. */
  index?: number;
  mapRunArn?: string;
  redriveCount?: number;
}
