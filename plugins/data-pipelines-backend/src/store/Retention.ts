import type { Knex } from 'knex';
import { groupBy } from './groupBy';

/** For how long things are kept, in milliseconds. */
export interface Keep {
  runsMs: number;
  historiesMs: number;
}

/** Rows deleted by one statement, so that nobody waits for long. */
const BATCH = 1_000;

/** Forgets what is older than it is to be kept; stops when `signal` does. Returns how many runs went. */
export async function forget(
  knex: Knex,
  keep: Keep,
  now: number,
  signal?: AbortSignal,
): Promise<number> {
  const older = async (table: 'runs' | 'histories', before: number) => {
    let gone = 0;
    while (!signal?.aborted) {
      const some: { machine_id: number; run_id: string }[] = await knex('runs')
        .where('started_at', '<', before)
        // A run that still goes on is not past, however long ago it started.
        .whereNotIn('status', ['running', 'waiting'])
        .modify(query => {
          if (table === 'histories') query.whereExists(historyOf(knex));
        })
        .orderBy('started_at')
        .limit(BATCH)
        .select('machine_id', 'run_id');
      if (!some.length) break;
      const byMachine = groupBy(some, row => row.machine_id);
      for (const [machineId, rows] of byMachine) {
        const ids = rows.map(({ run_id }) => run_id);
        const mine = (name: string) =>
          knex(name).where({ machine_id: machineId }).whereIn('run_id', ids);
        // SQLite heeds foreign keys only when told to.
        await mine('histories').delete();
        if (table === 'runs') {
          await mine('run_definitions').delete();
          await mine('jobs').delete();
          gone += await mine('runs').delete();
        }
      }
    }
    return gone;
  };
  await older('histories', now - keep.historiesMs);
  const gone = await older('runs', now - keep.runsMs);
  await knex('jobs')
    .where('seen_at', '<', now - keep.runsMs)
    .delete();
  await knex('definitions')
    .whereNotExists(
      knex('run_definitions')
        .select(knex.raw('1'))
        .whereRaw('run_definitions.hash = definitions.hash'),
    )
    .delete();
  return gone;
}

function historyOf(knex: Knex) {
  return knex('histories')
    .select(knex.raw('1'))
    .whereRaw('histories.machine_id = runs.machine_id and histories.run_id = runs.run_id');
}
