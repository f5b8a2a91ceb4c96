import { InputError } from '@backstage/errors';
import type { RunStatus } from 'backstage-plugin-data-pipelines-common';
import type { Knex } from 'knex';
import { chunks } from './Database';
import type { RunFact } from './RunFact';
import { type RunRow, toFact } from './RunRow';

/** Which runs of a machine to find. Times are milliseconds, `to` not included. */
export interface RunFilter {
  statuses?: RunStatus[];
  from?: number;
  to?: number;
  /** Beginning of the object's key. */
  object?: string;
  /** Part of the object's key or of the run's id, in any case. */
  text?: string;
}

/** What tells whether a pipeline works: a duplicate and a stopped run do not, nor one that goes on. */
const DECISIVE: RunStatus[] = ['succeeded', 'failed', 'timedOut'];

/** Runs as they are asked for by pages: newest first, by keyset, so that a late page costs no more than the first. */
export class RunQueries {
  constructor(private readonly knex: Knex) {}

  async page(
    machineId: number,
    filter: RunFilter,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ facts: RunFact[]; nextCursor?: string }> {
    const last = cursor === undefined ? undefined : readCursor(cursor);
    // A rare status is found by the index only when it is asked for alone; the few answers are put together here.
    const parts = filter.statuses?.length ? filter.statuses : [undefined];
    const found = await Promise.all(
      parts.map(status => {
        const query = this.matching(machineId, filter);
        if (status) query.where('status', status);
        if (last) query.whereRaw('(started_at, run_id) < (?, ?)', last);
        return query
          .orderBy([
            { column: 'started_at', order: 'desc' },
            { column: 'run_id', order: 'desc' },
          ])
          .limit(limit + 1);
      }),
    );
    const facts = found.flat().map(toFact).sort(newestFirst);
    const shown = facts.slice(0, limit);
    return {
      facts: shown,
      ...(facts.length > limit && { nextCursor: writeCursor(shown.at(-1)!) }),
    };
  }

  /** The newest run that tells whether the pipeline works; of those that started before a moment, if given. */
  async lastDecisive(machineId: number, before?: number): Promise<RunFact | undefined> {
    const filter = { statuses: DECISIVE, ...(before !== undefined && { to: before }) };
    const { facts } = await this.page(machineId, filter, undefined, 1);
    return facts.at(0);
  }

  /**
   * The newest run of each of these objects, by key; of a key in two buckets, as of two versions, whichever ran last. A
   * duplicate processed nothing: what counts is the run before it.
   */
  async lastByKey(machineId: number, keys: string[]): Promise<Map<string, RunFact>> {
    const found = new Map<string, RunFact>();
    for (const some of chunks(keys, 200)) {
      const rows = await this.knex<RunRow>('runs')
        .where({ machine_id: machineId })
        .whereIn('key', some)
        .whereNot('status', 'duplicate')
        .orderBy('started_at');
      for (const row of rows) found.set(row.key!, toFact(row));
    }
    return found;
  }

  /** Runs by status, whatever statuses the filter names. */
  async counts(machineId: number, filter: RunFilter): Promise<Partial<Record<RunStatus, number>>> {
    const rows = await this.matching(machineId, filter)
      .clearSelect()
      .select('status')
      .count({ n: '*' })
      .groupBy('status');
    return Object.fromEntries(
      (rows as unknown as { status: string; n: number | string }[]).map(({ status, n }) => [
        status,
        Number(n),
      ]),
    );
  }

  private matching(machineId: number, { from, to, object, text }: RunFilter) {
    const query = this.knex<RunRow>('runs').where({ machine_id: machineId });
    if (from !== undefined) query.where('started_at', '>=', from);
    if (to !== undefined) query.where('started_at', '<', to);
    if (object) {
      query.where('key', '>=', object);
      const end = following(object);
      if (end) query.where('key', '<', end);
    }
    if (text) {
      query.where(either => {
        for (const like of patternsOf(text)) {
          either.orWhereRaw(`lower(run_id) like ? escape '\\' or lower(key) like ? escape '\\'`, [
            like,
            like,
          ]);
        }
      });
    }
    return query;
  }
}

/**
 * What to look for in lowered text. Both databases lower A to Z only (Postgres by the columns' collation), so other letters
 * are looked for as they were typed, small and big.
 */
function patternsOf(text: string): Set<string> {
  const spellings = [text, text.toLowerCase(), text.toUpperCase()];
  return new Set(
    spellings.map(spelling => {
      const lowered = spelling.replace(/[A-Z]/g, letter => letter.toLowerCase());
      return `%${lowered.replace(/[\\%_]/g, '\\$&')}%`;
    }),
  );
}

/** The first text after all that begin with this one, by code points. */
function following(prefix: string): string | undefined {
  const points = [...prefix];
  while (points.length) {
    const last = points.pop()!.codePointAt(0)!;
    if (last < 0x10ffff) {
      // Surrogates are no characters.
      return points.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1);
    }
  }
  return undefined;
}

function newestFirst(a: RunFact, b: RunFact): number {
  return b.startedAt - a.startedAt || (a.runId < b.runId ? 1 : -1);
}

function writeCursor({ startedAt, runId }: RunFact): string {
  return Buffer.from(JSON.stringify([startedAt, runId])).toString('base64url');
}

function readCursor(cursor: string): [number, string] {
  try {
    const [startedAt, runId] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Number.isSafeInteger(startedAt) && typeof runId === 'string' && runId.length <= 80) {
      return [startedAt, runId];
    }
  } catch {
    // Not one of ours: said below.
  }
  throw new InputError(
    'The query cursor is not the nextCursor of a page of runs: begin again without a cursor',
  );
}
