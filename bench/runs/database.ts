import path from 'node:path';
import knexFactory, { type Knex } from 'knex';
import { testDatabases } from '../../plugins/data-pipelines-backend/src/__testUtils__/databases';
import { openDatabase } from '../../plugins/data-pipelines-backend/src/store';
import { STORE } from './settings';

/** Where the stores of a measurement are made. */
export interface Databases {
  /** A connection to a new one with the plugin's tables. */
  open(name: string): Promise<Knex>;
  stop(): Promise<void>;
}

/** Postgres as the tests have it, or SQLite in files of the folder given. */
export function databasesIn(folder: string): Databases {
  if (STORE === 'SQLite') {
    return {
      open: name => sqlite(path.join(folder, `${name}.sqlite`)),
      stop: async () => {},
    };
  }
  const postgres = testDatabases().find(({ name }) => name === STORE);
  if (!postgres) throw new Error('there is no Postgres: install it, or set POSTGRES_BIN');
  return {
    open: async () => (await postgres.open()).knex,
    stop: () => postgres.stop(),
  };
}

/** As Backstage's own database service opens it. */
function sqlite(filename: string): Promise<Knex> {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (raw: { pragma(text: string): void }, done: () => void) => {
        raw.pragma('journal_mode = WAL');
        done();
      },
    },
  });
  return openDatabase({ getClient: async () => knex });
}
