import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knexFactory, { type Knex } from 'knex';

/** Nobody: Postgres refuses to run as root, as which containers like to test. */
const NOBODY = 65_534;
const DEBIAN = '/usr/lib/postgresql';

/** Folder of Postgres' programs: `POSTGRES_BIN`, else Debian's newest; undefined where there is none. */
export function postgresBin(): string | undefined {
  const places = [
    process.env.POSTGRES_BIN,
    ...(existsSync(DEBIAN)
      ? readdirSync(DEBIAN)
          .sort((a, b) => Number(b) - Number(a))
          .map(version => join(DEBIAN, version, 'bin'))
      : []),
  ];
  return places.find(place => place && existsSync(join(place, 'initdb')));
}

/** A Postgres server of a test's own, on a free port of this machine. */
export class Postgres {
  private constructor(
    private readonly server: ChildProcess,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(bin: string): Promise<Postgres> {
    const folder = mkdtempSync(join(tmpdir(), 'data-pipelines-postgres-'));
    const root = process.getuid?.() === 0;
    if (root) {
      chownSync(folder, NOBODY, NOBODY);
      chmodSync(folder, 0o700);
    }
    const who = root ? { uid: NOBODY, gid: NOBODY } : {};
    const data = join(folder, 'data');
    const init = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
    execFileSync(join(bin, 'initdb'), init, { ...who, cwd: folder, stdio: 'pipe' });
    const port = await freePort();
    const settings = ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-k', folder];
    const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
      ...who,
      cwd: folder,
      stdio: 'ignore',
    });
    const postgres = new Postgres(server, folder, port);
    process.on('exit', postgres.vanish);
    // That it does not answer yet is what is waited for, and not worth a line.
    const silent = { warn() {}, error() {}, deprecate() {}, debug() {} };
    const admin = postgres.connect('postgres', silent);
    for (let tries = 0; ; tries++) {
      const ready = await admin.raw('select 1').then(
        () => true,
        () => false,
      );
      if (ready) break;
      if (tries > 300 || server.exitCode !== null) throw new Error('Postgres does not start');
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    await admin.destroy();
    return postgres;
  }

  /** A new, empty database. */
  async database(name: string): Promise<void> {
    const admin = this.connect('postgres');
    await admin.raw('create database ??', [name]);
    await admin.destroy();
  }

  /** A connection pool of its own, as each replica has one. */
  connect(database: string, log?: Knex.Config['log']): Knex {
    return knexFactory({
      client: 'pg',
      connection: { host: '127.0.0.1', port: this.port, user: 'postgres', database },
      pool: { min: 0, max: 8 },
      log,
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise(resolve => this.server.once('exit', resolve));
    this.server.kill('SIGINT');
    await ended;
    this.vanish();
    process.off('exit', this.vanish);
  }

  /** Nothing of it outlives this process. */
  private readonly vanish = () => {
    this.server.kill('SIGQUIT');
    // Its processes may still be writing their last, and what is new in a folder keeps it from being removed.
    for (let tries = 0; existsSync(this.folder) && tries < 40; tries++) {
      if (tries > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      rmSync(this.folder, { recursive: true, force: true });
    }
  };
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
