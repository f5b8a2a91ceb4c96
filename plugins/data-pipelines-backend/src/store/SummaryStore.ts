import type { Run, RunStatus } from 'backstage-plugin-data-pipelines-common';
import type { Knex } from 'knex';
import { chunks } from './Database';

/** Figures of a pipeline on the page over all of them. Times are milliseconds since 1970. */
export interface Summary {
  lastRun?: Run;
  /** How the newest run ended that tells whether the pipeline works; the last one may be a duplicate or go on. */
  lastOutcome?: RunStatus;
  runs30d: number;
  successRate?: number;
  p50Ms?: number;
  p50Change?: number;
  lastSuccessAt?: number;
  usualIntervalMs?: number;
}

/** A pipeline with its figures. */
export interface SummaryRow {
  entityRef: string;
  stateMachineArn: string;
  title: string;
  owner?: string;
  skeleton?: string;
  /** Absent until the figures were made for the first time. */
  summary?: Summary;
  checkedAt?: number;
  problem?: string;
}

const COLUMNS = [
  'entity_ref',
  'machine_id',
  'title',
  'owner',
  'skeleton',
  'arn',
  'summary_version',
  'summary_at',
  'checked_at',
  'problem',
] as const;

/** Keeps the figures of each machine, so that a page over thousands of pipelines counts no runs. */
export class SummaryStore {
  private given = new Map<string, { row: Row; given: SummaryRow }>();

  constructor(private readonly knex: Knex) {}

  /** Keeps the figures that were made from the runs as of `version`. */
  async keep(machineId: number, version: number, at: number, summary: Summary): Promise<void> {
    await this.knex('machines')
      .where({ id: machineId })
      .where('summary_version', '<=', version)
      .update({ summary: JSON.stringify(summary), summary_version: version, summary_at: at });
  }

  /** Machines whose figures are older than their runs, or made before `before`. */
  async outdated(before: number, limit: number): Promise<number[]> {
    return this.knex('machines')
      .whereExists(
        this.knex('pipelines')
          .select(this.knex.raw('1'))
          .whereRaw('pipelines.machine_id = machines.id'),
      )
      .where(query =>
        query.whereRaw('summary_version <> version').orWhere('summary_at', '<', before),
      )
      .orderBy('summary_at')
      .limit(limit)
      .pluck('id');
  }

  /**
   * All pipelines of the catalog that lie on a platform. Of ten thousand few change between two looks: only their figures
   * are read, and of the others the very objects are given that were given before.
   */
  async all(): Promise<SummaryRow[]> {
    const rows: Row[] = await this.knex('pipelines')
      .join('machines', 'machines.id', 'pipelines.machine_id')
      .select(COLUMNS);
    const before = this.given;
    const changed = rows.filter(row => !isSame(before.get(row.entity_ref)?.row, row));
    const summaries = await this.summariesOf(changed.map(({ machine_id }) => machine_id));
    for (const row of changed) {
      before.set(row.entity_ref, { row, given: toSummaryRow(row, summaries.get(row.machine_id)) });
    }
    this.given = new Map(rows.map(row => [row.entity_ref, before.get(row.entity_ref)!]));
    return [...this.given.values()].map(({ given }) => given);
  }

  private async summariesOf(machineIds: number[]): Promise<Map<number, Summary>> {
    const found = new Map<number, Summary>();
    for (const ids of chunks([...new Set(machineIds)], 500)) {
      for (const { id, summary } of await this.knex('machines')
        .whereIn('id', ids)
        .whereNotNull('summary')
        .select('id', 'summary')) {
        found.set(id, JSON.parse(summary));
      }
    }
    return found;
  }
}

/** All of a pipeline but its figures, and what tells whether those are the same as before. */
type Row = { machine_id: number; entity_ref: string; title: string; arn: string } & Record<
  'owner' | 'skeleton' | 'problem',
  string | null
> &
  Record<'summary_version' | 'summary_at' | 'checked_at', number | string | null>;

function isSame(before: Row | undefined, row: Row): boolean {
  return before !== undefined && COLUMNS.every(column => before[column] === row[column]);
}

function toSummaryRow(row: Row, summary: Summary | undefined): SummaryRow {
  return {
    entityRef: row.entity_ref,
    stateMachineArn: row.arn,
    title: row.title,
    ...(row.owner && { owner: row.owner }),
    ...(row.skeleton && { skeleton: row.skeleton }),
    ...(summary && { summary }),
    ...(row.checked_at !== null && { checkedAt: Number(row.checked_at) }),
    ...(row.problem && { problem: row.problem }),
  };
}
