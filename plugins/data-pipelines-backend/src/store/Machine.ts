import type { AwsPlace } from '../provider';
import { number } from './Database';

/** A state machine of the index, and how far it is known. Times are milliseconds since 1970. */
export interface Machine extends AwsPlace {
  id: number;
  arn: string;
  /** Grows with every change of its runs. */
  version: number;
  /** When AWS last told all that was new; absent when it never did. */
  checkedAt?: number;
  /** The same for runs old enough to have been redriven. */
  deepAt?: number;
  /** When to ask AWS again. */
  dueAt: number;
  /** Start of the newest run, by AWS's clock. */
  newestAt?: number;
  /** Start back to which all runs are here. */
  completeSince?: number;
  /** Where the reading of older runs goes on. */
  backfillCursor?: string;
  /** True once all runs of the last 90 days are here. */
  backfilled: boolean;
  /** When the last event came by push. */
  eventAt?: number;
  /** When somebody last looked. */
  viewedAt?: number;
  /** What keeps AWS from telling. */
  problem?: string;
  /** Checks that failed one after the other. */
  failures: number;
}

/** A row of the table `machines`. */
export type MachineRow = Record<string, never> & {
  id: number;
  arn: string;
  backfill_cursor: string | null;
  backfilled: boolean | number;
  problem: string | null;
  failures: number;
};

export function toMachine(row: MachineRow): Machine {
  const [, , , region, accountId] = row.arn.split(':');
  return {
    id: row.id,
    arn: row.arn,
    accountId,
    region,
    version: number(row.version as string),
    checkedAt: number(row.checked_at),
    deepAt: number(row.deep_at),
    dueAt: number(row.due_at as string),
    newestAt: number(row.newest_at),
    completeSince: number(row.complete_since),
    backfillCursor: row.backfill_cursor ?? undefined,
    backfilled: Boolean(row.backfilled),
    eventAt: number(row.event_at),
    viewedAt: number(row.viewed_at),
    problem: row.problem ?? undefined,
    failures: row.failures,
  };
}

/** Fields of a machine that its keepers set; `null` empties one. */
export type MachinePatch = Partial<{
  [
    Field in
      | 'checkedAt'
      | 'deepAt'
      | 'dueAt'
      | 'newestAt'
      | 'completeSince'
      | 'backfillCursor'
      | 'backfilled'
      | 'eventAt'
      | 'viewedAt'
      | 'problem'
      | 'failures'
  ]: Machine[Field] | null;
}>;

const COLUMNS: Record<keyof MachinePatch, string> = {
  checkedAt: 'checked_at',
  deepAt: 'deep_at',
  dueAt: 'due_at',
  newestAt: 'newest_at',
  completeSince: 'complete_since',
  backfillCursor: 'backfill_cursor',
  backfilled: 'backfilled',
  eventAt: 'event_at',
  viewedAt: 'viewed_at',
  problem: 'problem',
  failures: 'failures',
};

export function toMachineColumns(patch: MachinePatch): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(patch).map(([field, value]) => [COLUMNS[field as keyof MachinePatch], value]),
  );
}
