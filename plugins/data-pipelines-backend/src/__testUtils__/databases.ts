import knexFactory, { type Knex } from 'knex';
import { openDatabase } from '../store';
import { Postgres, postgresBin } from './Postgres';

/** A kind of database that the tests run against. */
export interface TestDatabase {
  name: string;
  /** A connection to a new database with the plugin's tables; `again` opens the same once more. */
  open(): Promise<{ knex: Knex; again: () => Promise<Knex> }>;
  stop(): Promise<void>;
}

/**
 * The databases to test against: SQLite always, Postgres where its programs are. Where they are not that is said
 * loudly, since half of the promise is then not proved.
 */
export function testDatabases(): TestDatabase[] {
  const bin = postgresBin();
  if (!bin) {
    process.stderr.write(
      '!! NO POSTGRES COULD BE HAD: the store is tested on SQLite only. Install postgresql, or set POSTGRES_BIN !!\n',
    );
  }
  return [sqlite(), ...(bin ? [postgres(bin)] : [])];
}

/** The real tables in a database of memory. */
export function sqlite(): TestDatabase {
  const opened: Knex[] = [];
  return {
    name: 'SQLite',
    async open() {
      const knex = knexFactory({
        client: 'better-sqlite3',
        connection: { filename: ':memory:' },
        useNullAsDefault: true,
        pool: { min: 1, max: 1 },
      });
      opened.push(knex);
      await migrated(knex);
      return { knex, again: async () => knex };
    },
    async stop() {
      await Promise.all(opened.map(knex => knex.destroy()));
    },
  };
}

function postgres(bin: string): TestDatabase {
  const opened: Knex[] = [];
  let server: Promise<Postgres> | undefined;
  let number = 0;
  return {
    name: 'Postgres',
    async open() {
      server ??= Postgres.start(bin);
      const running = await server;
      const name = `test_${++number}`;
      await running.database(name);
      const connect = () => {
        const knex = running.connect(name);
        opened.push(knex);
        return knex;
      };
      return { knex: await migrated(connect()), again: async () => connect() };
    },
    async stop() {
      await Promise.all(opened.map(knex => knex.destroy()));
      await (await server)?.stop();
    },
  };
}

async function migrated(knex: Knex): Promise<Knex> {
  return openDatabase({ getClient: async () => knex });
}
