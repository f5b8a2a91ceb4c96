import type { Knex } from 'knex';
import { chunks } from './Database';
import {
  type Machine,
  type MachinePatch,
  type MachineRow,
  toMachine,
  toMachineColumns,
} from './Machine';

/** Keeps the state machines and how far each is known. */
export class MachineStore {
  constructor(private readonly knex: Knex) {}

  async byArn(arn: string): Promise<Machine | undefined> {
    const row = await this.knex<MachineRow>('machines')
      .where({ arn } as never)
      .first();
    return row && toMachine(row as MachineRow);
  }

  async byId(id: number): Promise<Machine | undefined> {
    const row = await this.knex<MachineRow>('machines')
      .where({ id } as never)
      .first();
    return row && toMachine(row as MachineRow);
  }

  /** The machine of an ARN, new ones included; they are due at once. */
  async ensure(arn: string): Promise<Machine> {
    const known = await this.byArn(arn);
    if (known) {
      return known;
    }
    await this.knex('machines').insert({ arn }).onConflict('arn').ignore();
    return (await this.byArn(arn))!;
  }

  /** Ids by ARN, for many at once; unknown ones are made. */
  async ensureAll(arns: string[]): Promise<Map<string, number>> {
    const ids = new Map<string, number>();
    for (const some of chunks([...new Set(arns)], 200)) {
      await this.knex('machines')
        .insert(some.map(arn => ({ arn })))
        .onConflict('arn')
        .ignore();
      for (const { arn, id } of await this.knex('machines')
        .whereIn('arn', some)
        .select('arn', 'id')) {
        ids.set(arn, id);
      }
    }
    return ids;
  }

  /** Ids of the ARNs that are known. */
  async idsOf(arns: string[]): Promise<Map<string, number>> {
    const ids = new Map<string, number>();
    for (const some of chunks([...new Set(arns)], 200)) {
      for (const { arn, id } of await this.knex('machines')
        .whereIn('arn', some)
        .select('arn', 'id')) {
        ids.set(arn, id);
      }
    }
    return ids;
  }

  /** Those to ask AWS about now, longest due first. Only such as a pipeline of the catalog has. */
  async due(now: number, limit: number): Promise<Machine[]> {
    const rows = await this.knex<MachineRow>('machines')
      .where('due_at', '<=', now)
      .whereExists(pipelinesOf(this.knex))
      .orderBy('due_at')
      .limit(limit);
    return (rows as MachineRow[]).map(toMachine);
  }

  async update(id: number, patch: MachinePatch): Promise<void> {
    await this.knex('machines').where({ id }).update(toMachineColumns(patch));
  }

  /** Lets every copy of a page know that there is something new. */
  async touch(id: number): Promise<void> {
    await this.knex('machines').where({ id }).increment('version', 1);
  }

  /** When an event last came for any machine of the account and region. */
  async lastEventAt(accountId: string, region: string): Promise<number | undefined> {
    const row = await this.knex('machines')
      .where('arn', 'like', `arn:%:states:${region}:${accountId}:%`)
      .max({ at: 'event_at' })
      .first();
    return row?.at === null || row?.at === undefined ? undefined : Number(row.at);
  }

  /** How many machines there are, and of how many all runs are here. */
  async progress(): Promise<{ done: number; total: number }> {
    const [{ total, done }] = await this.knex('machines')
      .whereExists(pipelinesOf(this.knex))
      .select({
        total: this.knex.raw('count(*)'),
        done: this.knex.raw('sum(case when backfilled then 1 else 0 end)'),
      } as never);
    return { total: Number(total), done: Number(done ?? 0) };
  }
}

function pipelinesOf(knex: Knex) {
  return knex('pipelines').select(knex.raw('1')).whereRaw('pipelines.machine_id = machines.id');
}
