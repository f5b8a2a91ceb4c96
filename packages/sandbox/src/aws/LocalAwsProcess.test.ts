import { createServer } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { LocalAwsProcess } from './LocalAwsProcess';

/** A process of the same contract: answers the health check, ends when its input closes. */
const PROGRAM = `
  const http = require('node:http');
  process.stdin.on('end', () => process.exit(0)).resume();
  http.createServer((request, response) => {
    response.end('{}');
    if (request.url === '/die') process.exit(3);
  }).listen(Number(process.argv[1]), '127.0.0.1');
`;

describe('LocalAwsProcess', () => {
  let local: LocalAwsProcess;
  let port: number;

  const make = (program: string) =>
    new LocalAwsProcess(
      {
        port,
        command: process.execPath,
        args: ['-e', program, String(port)],
        cwd: process.cwd(),
        env: process.env,
        binDirectory: '/venv/bin',
        region: 'eu-west-1',
      },
      mockServices.rootLogger(),
    );

  beforeEach(async () => {
    port = await freePort();
  });
  afterEach(() => local.stop());

  it('is ready once the process answers', async () => {
    local = make(PROGRAM);
    local.start();
    await local.ready();
    expect(local.status()).toEqual({ state: 'ready' });
    expect(local.env.AWS_ENDPOINT_URL).toBe(`http://127.0.0.1:${port}`);
    expect(local.env.PATH).toMatch(/^\/venv\/bin:/);
  });

  it('starts the process again when it ends, and says that all it held is gone', async () => {
    local = make(PROGRAM);
    local.start();
    await local.ready();
    const restarted = new Promise<void>(resolve => local.onRestart(resolve));
    await fetch(`http://127.0.0.1:${port}/die`).catch(() => undefined);
    await restarted;
    expect(local.status()).toEqual({ state: 'ready' });
  });

  it('says in its own words why the process does not start', async () => {
    local = make(`console.error('error: port 4566 is in use'); process.exit(1)`);
    local.start();
    await expect(local.ready()).rejects.toThrow(
      'The local AWS does not start: error: port 4566 is in use. Mend that, then start the portal again.',
    );
  }, 20_000);
});

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
