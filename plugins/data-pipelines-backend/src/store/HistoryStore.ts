import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type { Knex } from 'knex';
import type { HistoryEvent } from '../history';
import type { MapItems } from '../provider';

// In zlib's own threads: a history of 25,000 events must not hold up other requests.
const pack = promisify(deflate) as (text: string) => Promise<Buffer>;
const unpack = promisify(inflate) as (body: Buffer) => Promise<Buffer>;

/** The history of an ended run, with what AWS would soon forget. */
export interface StoredHistory {
  redriveCount: number;
  events: HistoryEvent[];
  /** Items of its Distributed Maps, by step. */
  mapItems: Record<string, MapItems>;
}

/** Keeps histories and definitions of ended runs, deflated. */
export class HistoryStore {
  constructor(private readonly knex: Knex) {}

  /** Keeps a history; that of an earlier life of the run never takes the place of a later one's. */
  async keep(machineId: number, runId: string, history: StoredHistory): Promise<void> {
    const body = await pack(JSON.stringify(history.events));
    await this.knex('histories')
      .insert({
        machine_id: machineId,
        run_id: runId,
        redrive_count: history.redriveCount,
        events: history.events.length,
        body,
        map_items: JSON.stringify(history.mapItems),
      })
      .onConflict(['machine_id', 'run_id'])
      .merge()
      .where('histories.redrive_count', '<=', history.redriveCount);
  }

  async get(machineId: number, runId: string): Promise<StoredHistory | undefined> {
    const row = await this.knex('histories')
      .where({ machine_id: machineId, run_id: runId })
      .first();
    return (
      row && {
        redriveCount: row.redrive_count,
        events: JSON.parse((await unpack(row.body)).toString('utf8')),
        mapItems: JSON.parse(row.map_items ?? '{}'),
      }
    );
  }

  /** Keeps the definition that a run has; equal ones take no more room. */
  async keepDefinition(machineId: number, runId: string, definition: string): Promise<void> {
    const hash = createHash('sha256').update(definition).digest('hex');
    const body = await pack(definition);
    await this.knex('definitions').insert({ hash, body }).onConflict('hash').ignore();
    await this.knex('run_definitions')
      .insert({ machine_id: machineId, run_id: runId, hash })
      .onConflict(['machine_id', 'run_id'])
      .ignore();
  }

  async hasDefinition(machineId: number, runId: string): Promise<boolean> {
    const row = await this.knex('run_definitions')
      .where({ machine_id: machineId, run_id: runId })
      .first('hash');
    return row !== undefined;
  }

  async definition(machineId: number, runId: string): Promise<string | undefined> {
    const row = await this.knex('run_definitions')
      .join('definitions', 'definitions.hash', 'run_definitions.hash')
      .where({ machine_id: machineId, run_id: runId })
      .first('definitions.body');
    return row && (await unpack(row.body)).toString('utf8');
  }
}
