import type { RunStatus } from 'backstage-plugin-data-pipelines-common';
import type { Knex } from 'knex';

/** Most successful runs whose durations are looked at; of more, the newest. */
export const SAMPLE = 10_000;
const DAY = 86_400_000;

/** What the figures of a pipeline are made of. */
export interface RunFigures {
  /** Runs by day (days since 1970, UTC) and status. */
  days: { day: number; status: RunStatus; count: number }[];
  /** Successful runs, newest first: start and end in milliseconds. */
  successes: { startedAt: number; endedAt: number }[];
  /** End of the last success, however long ago. */
  lastSuccessAt?: number;
}

/** Reads the figures of a machine's runs that started since a moment. */
export async function readFigures(
  knex: Knex,
  machineId: number,
  since: number,
): Promise<RunFigures> {
  const mine = () => knex('runs').where({ machine_id: machineId });
  const day = knex.raw(`started_at / ${DAY}`);
  const [days, successes, last] = await Promise.all([
    mine()
      .where('started_at', '>=', since)
      .select({ day, status: 'status' } as never)
      .count({ n: '*' })
      .groupByRaw(`started_at / ${DAY}, status`),
    mine()
      .where({ status: 'succeeded' })
      .where('started_at', '>=', since)
      .orderBy([
        { column: 'started_at', order: 'desc' },
        { column: 'run_id', order: 'desc' },
      ])
      .limit(SAMPLE)
      .select('started_at', 'ended_at'),
    mine()
      .where({ status: 'succeeded' })
      .orderBy([
        { column: 'started_at', order: 'desc' },
        { column: 'run_id', order: 'desc' },
      ])
      .first('ended_at'),
  ]);
  return {
    days: (days as { day: unknown; status: string; n: unknown }[]).map(row => ({
      day: Number(row.day),
      status: row.status as RunStatus,
      count: Number(row.n),
    })),
    successes: successes
      .filter(row => row.ended_at !== null)
      .map(row => ({ startedAt: Number(row.started_at), endedAt: Number(row.ended_at) })),
    ...(last?.ended_at && { lastSuccessAt: Number(last.ended_at) }),
  };
}
