import type { Config } from '@backstage/config';
import { Client, type ClientConfig } from 'pg';

const TIMEOUT_MS = 10_000;

/**
 * Why the portal's Postgres cannot be used, as one sentence with the remedy; nothing when it can, or when the
 * configuration names no Postgres. Backstage itself says it once for each plugin and takes a minute for that.
 */
export async function databaseProblem(config: Config): Promise<string | undefined> {
  const connection = config.getOptional('backend.database.connection');
  if (config.getOptionalString('backend.database.client') !== 'pg') return undefined;
  const settings = clientConfig(connection);
  if (!settings) return undefined;
  const client = new Client({ ...settings, connectionTimeoutMillis: TIMEOUT_MS });
  // What comes after the first failure says nothing new.
  client.on('error', () => {});
  const place = `${client.host}:${client.port}`;
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    // Postgres's own codes have five characters; system calls have names.
    return /^[0-9A-Z]{5}$/.test(code ?? '')
      ? `Postgres at ${place} refuses the portal, ${message}: correct backend.database.connection or the rights there`
      : `Postgres does not answer at ${place} (${code ?? message}): start it, or correct backend.database.connection`;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Nothing for connections that only a cloud's own library can make. */
function clientConfig(connection: unknown): ClientConfig | undefined {
  if (typeof connection === 'string') return { connectionString: connection };
  if (typeof connection !== 'object' || connection === null) return undefined;
  const { type = 'default', ...settings } = connection as { type?: string } & ClientConfig;
  // Every server has the database postgres; Backstage, too, looks there for the plugins' own.
  return type === 'default' ? { database: 'postgres', ...settings } : undefined;
}
