import type { Run } from 'backstage-plugin-data-pipelines-common';
import type { Knex } from 'knex';

/** Figures of a pipeline on the page over all of them. Times are milliseconds since 1970. */
export interface Summary {
  lastRun?: Run;
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

/** Keeps the figures of each machine, so that a page over thousands of pipelines counts no runs. */
export class SummaryStore {
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

  /** All pipelines of the catalog that lie on a platform. */
  async all(): Promise<SummaryRow[]> {
    const rows = await this.knex('pipelines')
      .join('machines', 'machines.id', 'pipelines.machine_id')
      .select(
        'entity_ref',
        'title',
        'owner',
        'skeleton',
        'arn',
        'summary',
        'checked_at',
        'problem',
      );
    return rows.map(row => ({
      entityRef: row.entity_ref,
      stateMachineArn: row.arn,
      title: row.title,
      ...(row.owner && { owner: row.owner }),
      ...(row.skeleton && { skeleton: row.skeleton }),
      ...(row.summary && { summary: JSON.parse(row.summary) as Summary }),
      ...(row.checked_at !== null && { checkedAt: Number(row.checked_at) }),
      ...(row.problem && { problem: row.problem }),
    }));
  }
}
