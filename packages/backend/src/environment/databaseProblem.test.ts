import { AddressInfo, createServer, Server, Socket } from 'node:net';
import { ConfigReader } from '@backstage/config';
import { databaseProblem } from './databaseProblem';

describe('databaseProblem', () => {
  let server: Server | undefined;

  afterEach(() => new Promise(resolve => (server ? server.close(resolve) : resolve(undefined))));

  const ask = (connection: unknown, client = 'pg') =>
    databaseProblem(new ConfigReader({ backend: { database: { client, connection } } as {} }));
  const listen = (answer: (socket: Socket) => void) =>
    new Promise<number>(resolve => {
      server = createServer(socket =>
        socket.on('error', () => {}).once('data', () => answer(socket)),
      );
      server.listen(0, '127.0.0.1', () => resolve((server!.address() as AddressInfo).port));
    });

  it('says that nothing listens there, with what to do', async () => {
    const port = await listen(() => {});
    await new Promise(resolve => server!.close(resolve));
    expect(await ask({ host: '127.0.0.1', port, user: 'a', password: 'b' })).toBe(
      `Postgres does not answer at 127.0.0.1:${port} (ECONNREFUSED): start it, or correct backend.database.connection`,
    );
  });

  it("says in Postgres's words why it refuses", async () => {
    const port = await listen(socket =>
      socket.end(refusal('28P01', 'password authentication failed for user "a"')),
    );
    expect(await ask(`postgres://a:b@127.0.0.1:${port}/postgres`)).toBe(
      `Postgres at 127.0.0.1:${port} refuses the portal, password authentication failed for user "a": correct backend.database.connection or the rights there`,
    );
  });

  it('says so when something else than Postgres answers', async () => {
    const port = await listen(socket => socket.end());
    expect(await ask({ host: '127.0.0.1', port, user: 'a', password: 'b' })).toMatch(
      /^Postgres does not answer at 127\.0\.0\.1:\d+ \(Connection terminated unexpectedly\)/,
    );
  });

  it('asks nothing of SQLite and of connections that only a cloud library can make', async () => {
    expect(await ask({ directory: 'db' }, 'better-sqlite3')).toBeUndefined();
    expect(await ask({ type: 'cloudsql', instance: 'x' })).toBeUndefined();
  });
});

/** An ErrorResponse of Postgres's protocol, version 3. */
function refusal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
