import type { Knex } from 'knex';
import { arnOf, nameOf, RUNS, runOf } from './settings';

const MINUTE = 60_000;
/** Machines whose last run is hours old are asked about again after so long, where events come by push. */
const ROUND_MS = 40 * MINUTE;

/**
 * Fills the store with the same number of runs for each pipeline, over the last 90 days, nine in ten successful, as a
 * portal has it that has run for long: all is known, and of every machine it is some other time that it is due.
 */
export async function seed(knex: Knex, pipelines: number, now: number): Promise<void> {
  const each = RUNS / pipelines;
  await knex.transaction(async tx => {
    for (let i = 0; i < pipelines; i += 200) {
      const some = Array.from({ length: Math.min(200, pipelines - i) }, (_, k) => i + k + 1);
      await tx('machines').insert(
        some.map(id => ({
          id,
          arn: arnOf(id),
          checked_at: now,
          deep_at: now,
          due_at: now + MINUTE + Math.floor((id / pipelines) * ROUND_MS),
          newest_at: now,
          event_at: now,
          backfilled: true,
        })),
      );
      await tx('pipelines').insert(
        some.map(id => ({
          entity_ref: `component:default/${nameOf(id)}`,
          machine_id: id,
          title: nameOf(id),
          owner: `group:default/team-${id % 100}`,
        })),
      );
    }
    // What runOf says, in SQL: a million rows one by one take minutes.
    const [first, second] = [runOf(1, 0, pipelines, now), runOf(1, 1, pipelines, now)];
    const step = first.startedAt - second.startedAt;
    const digits = (count: number, value: string) =>
      `substr(cast(${10 ** count} + ${value} as text), 2)`;
    await tx.raw(
      `with recursive n(i) as (select cast(0 as bigint) union all select i + 1 from n where i < ?)
       insert into runs (machine_id, run_id, status, redrive_count, precision, started_at, ended_at, bucket, key, size, job_id, job_state, detail_tries)
       select machines.id, 'run-' || ${digits(7, 'n.i')} || '-' || ${digits(5, 'machines.id')},
         case when n.i % 10 = 3 then 'failed' else 'succeeded' end, 0, 2,
         ? - n.i * ?, ? - n.i * ? + 120000 + (n.i * 7919) % 60000,
         'input', 'input/2026/yellow_tripdata_' || ${digits(7, 'n.i')} || '.parquet', 49961641,
         '0000003' || ${digits(9, 'n.i')}, 'COMPLETED', 0
       from machines, n`,
      [each - 1, now, step, now, step],
    );
  });
  const { name, startedAt, endedAt } = runOf(3, Math.min(7, each - 1), pipelines, now);
  const same = await knex('runs').where({ run_id: name, started_at: startedAt, ended_at: endedAt });
  if (same.length !== 1) throw new Error('the store holds other runs than AWS');
  await knex.raw('analyze');
}
