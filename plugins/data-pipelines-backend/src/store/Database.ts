import { type DatabaseService, resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

const MIGRATIONS = {
  directory: resolvePackagePath('backstage-plugin-data-pipelines-backend', 'migrations'),
};

/** Brings the plugin's tables up to date (several replicas may try at once) and gives the database. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await knex.migrate.latest(MIGRATIONS);
  }
  return knex;
}

/** Takes the last migration back. Nothing in the plugin does; a test shows that it can be done. */
export async function downgrade(knex: Knex): Promise<void> {
  await knex.migrate.rollback(MIGRATIONS, true);
}

/** Postgres gives big numbers as text. */
export function number(value: number | string): number;
export function number(value: number | string | null | undefined): number | undefined;
export function number(value: number | string | null | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

/** The items in pieces of at most `size`: databases take only so many values in one statement. */
export function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
