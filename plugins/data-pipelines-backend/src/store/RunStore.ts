import { isTerminal, type RunStatus } from 'backstage-plugin-data-pipelines-common';
import type { Knex } from 'knex';
import { chunks } from './Database';
import { isJobOver, mergeRun } from './mergeRun';
import { PRECISION, type RunFact } from './RunFact';
import { type RunRow, toColumns, toFact } from './RunRow';

/** Rows in one transaction: as many as SQLite takes values in a statement, and short enough to hold nobody up. */
const BATCH = 400;

/** Marks a row that the running transaction has made. */
const NEW = -1;

/** What was new of what was heard, by the ids of the runs. */
export interface Taken {
  runIds: string[];
  /** Those of them of whose end it is known by it what it was. */
  ended: string[];
}

/** A run whose history is to be read. */
export interface Unread {
  machineId: number;
  fact: RunFact;
  tries: number;
}

/** Keeps runs. What is told twice, late or in any order comes to the same. */
export class RunStore {
  constructor(
    private readonly knex: Knex,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Takes what was heard of the runs of a machine. A change raises the machine's version.
   *
   * @returns the runs of which something new was heard
   */
  async take(machineId: number, facts: RunFact[]): Promise<Taken> {
    const taken: Taken = { runIds: [], ended: [] };
    for (const batch of chunks(inOrder(facts), BATCH)) {
      const news = await this.newsOf(machineId, batch);
      if (!news.length) continue;
      const { runIds, ended } = await this.knex.transaction(tx =>
        this.takeBatch(tx, machineId, news),
      );
      taken.runIds.push(...runIds);
      taken.ended.push(...ended);
    }
    return taken;
  }

  async get(machineId: number, runId: string): Promise<RunFact | undefined> {
    const row = await this.knex<RunRow>('runs')
      .where({ machine_id: machineId, run_id: runId })
      .first();
    return row && toFact(row);
  }

  /** Runs that go on, by what is known. */
  async open(machineId: number): Promise<RunFact[]> {
    const rows = await this.knex<RunRow>('runs')
      .where({ machine_id: machineId })
      .whereIn('status', ['running', 'waiting', 'unknown'])
      .orderBy('started_at', 'desc');
    return rows.map(toFact);
  }

  /** Runs whose histories are to be read now, newest first. */
  async unread(limit: number, of?: { machineId: number; runIds?: string[] }): Promise<Unread[]> {
    const rows: RunRow[] = await this.knex<RunRow>('runs')
      .where('detail_at', '<=', this.now())
      .modify(query => {
        if (of) query.where('machine_id', of.machineId);
        if (of?.runIds) query.whereIn('run_id', of.runIds);
      })
      .orderBy('started_at', 'desc')
      .limit(limit);
    return rows.map(row => ({
      machineId: row.machine_id,
      fact: toFact(row),
      tries: row.detail_tries,
    }));
  }

  /** The history could not be read: try again at `at`, or never. */
  async readLater(machineId: number, runId: string, at: number | null): Promise<void> {
    await this.knex('runs')
      .where({ machine_id: machineId, run_id: runId })
      .update({ detail_at: at, detail_tries: this.knex.raw('detail_tries + 1') });
  }

  /** Lets the histories of the newest runs that go on be read anew, for their jobs go on, too. */
  async readOpenAgain(machineId: number, limit: number): Promise<void> {
    const ids = await this.knex('runs')
      .where({ machine_id: machineId })
      .whereIn('status', ['running', 'waiting'])
      .orderBy('started_at', 'desc')
      .limit(limit)
      .pluck('run_id');
    await this.knex('runs')
      .where({ machine_id: machineId })
      .whereIn('run_id', ids)
      .update({ detail_at: this.now() });
  }

  /** How many histories are still to be read, e.g. after the first start. */
  async countUnread(): Promise<number> {
    const [{ n }] = await this.knex('runs').whereNotNull('detail_at').count({ n: '*' });
    return Number(n);
  }

  /** The run of an account and region that a job's name tells: EMR cuts names after 64 characters. */
  async byJobName(place: { accountId: string; region: string }, name: string) {
    const rows = await this.knex('runs')
      .join('machines', 'machines.id', 'runs.machine_id')
      .where('machines.arn', 'like', `arn:%:states:${place.region}:${place.accountId}:%`)
      .whereIn('runs.status', ['running', 'waiting', 'unknown'])
      .modify(query => {
        if (name.length < 64) query.where('runs.run_id', name);
        else query.where('runs.run_id', '>=', name).where('runs.run_id', '<', `${name}\u007f`);
      })
      .select('runs.machine_id', 'runs.run_id')
      .limit(2);
    return rows.length === 1
      ? { machineId: Number(rows[0].machine_id), runId: String(rows[0].run_id) }
      : undefined;
  }

  /**
   * The facts that say anything new. Most that the reconciler hears is known already, and a transaction would hold up
   * everybody who reads. What is known once stays known, so nothing needs to be held while looking.
   */
  private async newsOf(machineId: number, batch: RunFact[]): Promise<RunFact[]> {
    const rows = await rowsOf(this.knex, machineId, batch);
    const known = new Map(rows.map(row => [row.run_id, row]));
    return batch.filter(fact => {
      const row = known.get(fact.runId);
      return !row || differs(row, this.columns(mergeRun(toFact(row), fact), row));
    });
  }

  private async takeBatch(
    tx: Knex.Transaction,
    machineId: number,
    batch: RunFact[],
  ): Promise<Taken> {
    // First whatever is new, then, with the rows held, what changed: so two replicas cannot undo each other.
    await tx('runs')
      .insert(batch.map(fact => ({ machine_id: machineId, ...this.columns(fact, undefined) })))
      .onConflict(['machine_id', 'run_id'])
      .ignore();
    const query = rowsOf(tx, machineId, batch).orderBy('run_id');
    const rows = await (tx.client.config.client === 'pg' ? query.forUpdate() : query);
    const known = new Map(rows.map(row => [row.run_id, row]));
    const changed: string[] = [];
    const ended: string[] = [];
    for (const fact of batch) {
      const row = known.get(fact.runId)!;
      const before = toFact(row);
      const after = mergeRun(before, fact);
      const columns = this.columns(after, row);
      if (differs(row, columns)) {
        await tx('runs').where({ machine_id: machineId, run_id: fact.runId }).update(columns);
      }
      // When its history is read is nothing that a viewer sees.
      const { detail_at: _detailAt, detail_tries: _tries, ...visible } = columns as Partial<RunRow>;
      if (row.detail_tries === NEW || differs(row, visible)) {
        changed.push(fact.runId);
      }
      const wentOn =
        row.detail_tries === NEW || !isSettled(before) || before.redriveCount < after.redriveCount;
      if (wentOn && isSettled(after)) {
        ended.push(fact.runId);
      }
    }
    const fresh = batch.filter(({ runId }) => known.get(runId)!.detail_tries === NEW);
    if (fresh.length) {
      await tx('runs')
        .where({ machine_id: machineId, detail_tries: NEW })
        .whereIn(
          'run_id',
          fresh.map(({ runId }) => runId),
        )
        .update({ detail_tries: 0 });
    }
    if (changed.length) {
      await tx('machines').where({ id: machineId }).increment('version', 1);
    }
    return { runIds: changed, ended };
  }

  /** The columns of a run, and whether its history is to be read: of ended runs always, of others for their object. */
  private columns(fact: RunFact, row: RunRow | undefined) {
    const columns = toColumns(fact);
    const read = fact.precision === PRECISION.history && isTerminal(fact.status);
    const grew =
      !row ||
      isTerminal(row.status as RunStatus) !== isTerminal(fact.status) ||
      row.redrive_count !== fact.redriveCount;
    const wanted = isTerminal(fact.status)
      ? !read
      : !fact.trigger && fact.precision < PRECISION.history;
    if (!wanted) {
      // Where only its job goes on, it is the keeper of histories that says when to look again.
      const over = !isTerminal(fact.status) || !fact.job || isJobOver(fact.job.state);
      return { ...columns, ...(over && { detail_at: null }), ...(!row && { detail_tries: NEW }) };
    }
    return { ...columns, ...(grew && { detail_at: this.now(), detail_tries: row ? 0 : NEW }) };
  }
}

/** Whether it is known how the run ended: what AWS calls a success may be a duplicate, which only its history tells. */
function isSettled({ status, precision }: RunFact): boolean {
  return isTerminal(status) && (status !== 'succeeded' || precision === PRECISION.history);
}

/** What is known of the runs that the facts are about. */
function rowsOf(knex: Knex, machineId: number, facts: RunFact[]) {
  return knex<RunRow>('runs')
    .where({ machine_id: machineId })
    .whereIn(
      'run_id',
      facts.map(({ runId }) => runId),
    );
}

/** One fact for each run, in an order that all replicas keep, so that they never wait for each other in a circle. */
function inOrder(facts: RunFact[]): RunFact[] {
  const byId = new Map<string, RunFact>();
  for (const fact of facts) {
    byId.set(fact.runId, mergeRun(byId.get(fact.runId), fact));
  }
  return [...byId.values()].sort((a, b) => (a.runId < b.runId ? -1 : 1));
}

function differs(row: RunRow, columns: object): boolean {
  return Object.entries(columns).some(
    ([key, value]) => String(row[key as keyof RunRow] ?? '') !== String(value ?? ''),
  );
}
