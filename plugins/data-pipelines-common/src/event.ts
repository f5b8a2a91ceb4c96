import type { IsoTime } from './time';

/** One event of an execution's history, as Step Functions recorded it. */
export interface RunEvent {
  /** Counted from 1 within the run. */
  id: number;
  /** The event that led to it; 0 for the first. */
  previousId: number;
  /** In AWS's words, e.g. `TaskStateEntered`. */
  type: string;
  time: IsoTime;
  /** Name of the step, where the event tells one. */
  step?: string;
  /** What the event says beside that; texts of more than 64 KiB are cut and end with `…`. */
  details: Record<string, string | number | boolean>;
}

/** A page of events in the order in which they happened. */
export interface RunEventPage {
  items: RunEvent[];
  /** All events that are known of the run. */
  total: number;
  /** Hand it back as `cursor` for the next page; absent on the last. */
  nextCursor?: string;
}
