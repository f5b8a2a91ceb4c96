import type { IsoTime } from './time';
import type { RunStatus } from './status';

/** What became of the runs of one day (UTC). */
export interface DayStatistics {
  /** `2024-05-31` */
  day: string;
  succeeded: number;
  /** Failed, timed out. */
  failed: number;
  /** All others that ended or go on. */
  other: number;
  /** Median duration of the successful ones, milliseconds. */
  medianMs?: number;
}

/** Figures over the runs of a pipeline within a number of days. Duplicates and stopped runs count in no rate. */
export interface RunStatistics {
  /** Days looked at, counted back from now. */
  days: number;
  /** Runs in that time. */
  total: number;
  counts: Partial<Record<RunStatus, number>>;
  /** 0 to 1 of succeeded among succeeded, failed and timed out; absent when there are none. */
  successRate?: number;
  /** Of the successful runs, milliseconds. */
  p50Ms?: number;
  p95Ms?: number;
  lastSuccessAt?: IsoTime;
  /** Usual time between successful runs, milliseconds: what a person expects. Absent with fewer than three, or when all lie within a day. */
  usualIntervalMs?: number;
  /** Oldest first, one for each day, also for those without runs. */
  byDay: DayStatistics[];
}
