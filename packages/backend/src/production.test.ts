import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { unsetVariables } from './environment/unsetVariables';

jest.setTimeout(120_000);

const ROOT = path.resolve(__dirname, '../../..');
const CONFIG = path.join(ROOT, 'app-config.production.yaml');

describe('a portal with app-config.production.yaml alone', () => {
  let portal: ChildProcess;
  let url: string;
  let output = '';

  beforeAll(async () => {
    const port = await freePort();
    url = `http://localhost:${port}`;
    const wanted = await unsetVariables(['', '', '--config', CONFIG], {});
    portal = fork(path.join(__dirname, 'index.ts'), ['--config', CONFIG], {
      cwd: ROOT,
      execArgv: [
        ...['--require', path.join(__dirname, '__testUtils__/tellModules.cjs')],
        ...['--require', require.resolve('@backstage/cli/config/nodeTransform.cjs')],
      ],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_ENV: 'production',
        ...Object.fromEntries(wanted.map(({ name }) => [name, 'value'])),
        PORTAL_URL: url,
        PORT: String(port),
        AWS_ACCOUNT_ID: '123456789012',
        AWS_REGION: 'eu-west-1',
        PIPELINES_API_GROUP: 'pipelines.example.org',
        // In place of the Postgres and the company's catalog, which not every machine can reach.
        APP_CONFIG_backend_database_client: 'better-sqlite3',
        APP_CONFIG_backend_database_connection: ':memory:',
        APP_CONFIG_catalog_locations: '[]',
      },
      silent: true,
    });
    const keep = (chunk: Buffer) => {
      output += chunk;
    };
    portal.stdout!.on('data', keep);
    portal.stderr!.on('data', keep);
    for (;;) {
      const answer = await fetch(`${url}/.backstage/health/v1/readiness`).catch(() => undefined);
      if (answer?.ok) break;
      if (portal.exitCode !== null) throw new Error(`the portal ended:\n${output.slice(-4000)}`);
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  });
  afterAll(async () => {
    if (portal?.exitCode !== null) return;
    portal.kill('SIGKILL');
    await once(portal, 'exit');
  });

  it('starts', () => {
    expect(output).toContain('Plugin initialization complete');
  });

  it('loads no file of the sandbox', async () => {
    // Backstage sends messages of its own, which are no lists.
    const answer = new Promise<string[]>(resolve => {
      portal.on('message', message => Array.isArray(message) && resolve(message));
    });
    portal.send('which modules?');
    const files = await answer;
    expect(files).toContain('packages/backend/src/index.ts');
    expect(files.filter(file => file.startsWith('plugins/data-pipelines-backend/'))).not.toEqual(
      [],
    );
    expect(files.filter(file => file.startsWith('packages/sandbox/'))).toEqual([]);
  });

  it('has neither a forge nor a sync', async () => {
    for (const route of ['/api/forge/', '/api/sandbox/v1/status']) {
      expect((await fetch(url + route)).status).toBe(404);
    }
  });

  it('lets nobody in as a guest, and sends people to GitHub', async () => {
    const guest = await fetch(`${url}/api/auth/guest/refresh`, {
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    expect(guest.status).toBe(404);
    const start = await fetch(`${url}/api/auth/github/start?env=production&scope=read:user`, {
      redirect: 'manual',
    });
    expect(start.status).toBe(302);
    expect(start.headers.get('location')).toMatch(
      /^https:\/\/github\.com\/login\/oauth\/authorize/,
    );
    expect((await fetch(`${url}/api/catalog/entities`)).status).toBe(401);
  });
});

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
