import type { Run } from './run';
import type { Stale } from './stale';
import type { IsoTime } from './time';

/** One pipeline as the page over all of them shows it. */
export interface PipelineSummary {
  /** `component:default/retail-taxi-daily` */
  entityRef: string;
  title: string;
  /** Entity reference of the owner. */
  owner?: string;
  /** Name of the configured platform, when its account and region are one. */
  platform?: string;
  /** Version of the skeleton that it was generated from. */
  version?: string;
  /** True when this portal would generate a newer one. */
  behind?: boolean;
  lastRun?: Run;
  /** Over 30 days; see RunStatistics. */
  runs30d: number;
  successRate?: number;
  p50Ms?: number;
  /** Median of the last 7 days over that of the 23 before; 1.5 means half as long again. */
  p50Change?: number;
  lastSuccessAt?: IsoTime;
  usualIntervalMs?: number;
  /** True when the last success is more than twice the usual interval ago, and more than an hour. */
  late?: boolean;
}

/**
 * A page of pipelines: failing ones first, then late ones, then those behind, then by last run. Only those that the
 * caller may read.
 */
export interface PipelinePage {
  items: PipelineSummary[];
  /** Of the whole answer, not of this page. */
  total: number;
  /** Owners of all pipelines that the caller may read, whatever is asked for; on the first page only. */
  owners?: string[];
  /** True where the policy decides for each pipeline by itself, so that there may be others. */
  restricted?: boolean;
  nextCursor?: string;
  /** How far the index has got since the portal was started with an empty one; absent when it is complete. */
  backfill?: { done: number; total: number };
  stale?: Stale;
}
