import path from 'node:path';
import knexFactory, { type Knex } from 'knex';
import {
  Postgres,
  postgresBin,
} from '../../plugins/data-pipelines-backend/src/__testUtils__/Postgres';
import { STORE } from './settings';

/** Where the stores of a measurement are made. */
export interface Databases {
  /** A connection to a new, empty one. */
  open(name: string): Promise<Knex>;
  stop(): Promise<void>;
}

/** Databases as Backstage's own database service opens them, in the folder given or, Postgres, in one of its own. */
export async function startDatabases(folder: string): Promise<Databases> {
  if (STORE === 'SQLite') {
    return {
      open: async name =>
        knexFactory({
          client: 'better-sqlite3',
          connection: { filename: path.join(folder, `${name}.sqlite`) },
          useNullAsDefault: true,
          pool: {
            min: 1,
            max: 1,
            afterCreate: (raw: { pragma(text: string): void }, done: () => void) => {
              raw.pragma('journal_mode = WAL');
              done();
            },
          },
        }),
      stop: async () => {},
    };
  }
  const bin = postgresBin();
  if (!bin) throw new Error('there is no Postgres: install it, or set POSTGRES_BIN');
  const server = await Postgres.start(bin);
  return {
    open: async name => {
      await server.database(name);
      return server.connect(name);
    },
    stop: () => server.stop(),
  };
}
