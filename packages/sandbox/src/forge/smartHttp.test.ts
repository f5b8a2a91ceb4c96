import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Push } from './Forge';
import { startTestForge, TestForge } from './__testUtils__/testForge';

jest.setTimeout(60_000);

describe('git over HTTP', () => {
  let forge: TestForge;

  beforeAll(async () => {
    forge = await startTestForge();
  });
  afterAll(() => forge?.stop());

  const clone = async (route: string) => {
    const into = await forge.folder();
    await forge.git(into, 'clone', '-q', `${forge.url}/${route}`, 'work');
    return path.join(into, 'work');
  };

  it('gives back to a clone without a password what was pushed with one', async () => {
    await forge.publish('orders', 'orders-pipelines', {
      'README.md': 'Orders\n',
      'pipelines/daily/steps/run.sh': 'echo hello\n',
    });
    const work = await clone('orders/orders-pipelines.git');
    expect(await readFile(path.join(work, 'README.md'), 'utf8')).toBe('Orders\n');
    expect((await stat(path.join(work, 'pipelines/daily/steps/run.sh'))).isFile()).toBe(true);
  });

  it('takes a push of some megabytes, which git sends in pieces', async () => {
    const work = await forge.publish('orders', 'large', { 'README.md': 'large\n' });
    const noise = Array.from({ length: 60_000 }, (_, at) => `${at} ${Math.random()}`).join('\n');
    await forge.push(work, 'main', { 'noise.txt': noise });
    const again = await clone('orders/large.git');
    expect(await readFile(path.join(again, 'noise.txt'), 'utf8')).toBe(noise);
  });

  it('refuses a push without the password, and one with a wrong password', async () => {
    const work = await forge.publish('orders', 'guarded', { 'README.md': 'mine\n' });
    const before = (await forge.repositories.branches('orders', 'guarded')).get('main');
    await forge.git(work, 'commit', '-q', '--allow-empty', '-m', 'not allowed');
    for (const user of ['', 'sandbox:wrong@', 'other:secret@']) {
      const remote = `http://${user}${forge.host}/api/forge/orders/guarded.git`;
      await expect(forge.git(work, 'push', remote, 'main')).rejects.toThrow(
        /Authentication failed|could not read Username/,
      );
    }
    expect((await forge.repositories.branches('orders', 'guarded')).get('main')).toBe(before);
  });

  it.each([
    ['GET', '/info/refs?service=git-receive-pack'],
    ['POST', '/git-receive-pack'],
  ])('asks for the password with 401 on %s %s', async (method, route) => {
    await forge.publish('asked', method.toLowerCase(), { 'README.md': 'x\n' });
    const response = await fetch(`${forge.url}/asked/${method.toLowerCase()}.git${route}`, {
      method,
      headers: { 'content-type': 'application/x-git-receive-pack-request' },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Basic realm="sandbox forge"');
  });

  it('lets nobody push by asking for two services at once', async () => {
    const work = await forge.publish('orders', 'twice', { 'README.md': 'x\n' });
    await forge.git(work, 'commit', '-q', '--allow-empty', '-m', 'not allowed');
    const response = await fetch(
      `${forge.url}/orders/twice.git/info/refs?service=git-receive-pack&service=x`,
    );
    expect(response.status).toBe(403);
  });

  it('refuses what a page of another site sends, password or not', async () => {
    await forge.publish('orders', 'foreign', { 'README.md': 'x\n' });
    const response = await fetch(`${forge.url}/orders/foreign.git/git-receive-pack`, {
      method: 'POST',
      headers: {
        origin: 'http://evil.example',
        authorization: `Basic ${Buffer.from('sandbox:secret').toString('base64')}`,
      },
    });
    expect(response.status).toBe(403);
  });

  it('knows no other service and no repository that is not there', async () => {
    await forge.publish('orders', 'plain', { 'README.md': 'x\n' });
    expect((await fetch(`${forge.url}/orders/plain.git/config`)).status).toBe(400);
    expect((await fetch(`${forge.url}/orders/plain.git/objects/info/packs`)).status).toBe(400);
    const refs = '/info/refs?service=git-upload-pack';
    expect((await fetch(`${forge.url}/orders/nothing.git${refs}`)).status).toBe(404);
    expect((await fetch(`${forge.url}/..%2f..%2fetc/x.git${refs}`)).status).toBe(400);
    expect((await fetch(`${forge.url}/orders/..%2f..%2fplain.git${refs}`)).status).toBe(400);
  });

  it('refuses a tree that would leave its folder when it is written to disk', async () => {
    const work = await forge.publish('orders', 'crafted', { 'README.md': 'x\n' });
    const blob = (await forge.git(work, 'rev-parse', 'HEAD:README.md')).trim();
    const inner = await mktree(forge, work, `100644 blob ${blob}\tevil`);
    const outer = await mktree(forge, work, `040000 tree ${inner}\t..`);
    const commit = (await forge.git(work, 'commit-tree', outer, '-m', 'evil')).trim();
    await expect(forge.git(work, 'push', 'origin', `${commit}:refs/heads/evil`)).rejects.toThrow(
      /hasDotdot|fsck/,
    );
    expect((await forge.repositories.branches('orders', 'crafted')).has('evil')).toBe(false);
  });

  describe('tells its listeners', () => {
    let pushes: Push[];
    let end: () => void;

    beforeEach(() => {
      pushes = [];
      end = forge.repositories.onPush(push => pushes.push(push));
    });
    afterEach(() => end());

    const settled = async (count: number) => {
      for (let tries = 0; pushes.length < count && tries < 200; tries++) await pause(10);
      // Whatever comes twice has come by then.
      await pause(100);
      return pushes.map(({ owner, name, branch, commit }) => [owner, name, branch, commit]);
    };

    it('once of each push, with the branch and its commit', async () => {
      const work = await forge.publish('told', 'once', { 'README.md': 'one\n' });
      const first = (await forge.git(work, 'rev-parse', 'HEAD')).trim();
      expect(await settled(1)).toEqual([['told', 'once', 'main', first]]);
      const second = await forge.push(work, 'next', { 'README.md': 'two\n' });
      expect(await settled(2)).toEqual([
        ['told', 'once', 'main', first],
        ['told', 'once', 'next', second],
      ]);
    });

    it('once of each branch when two are pushed at the same time', async () => {
      const work = await forge.publish('told', 'both', { 'README.md': 'one\n' });
      const commit = (await forge.git(work, 'rev-parse', 'HEAD')).trim();
      await settled(1);
      await Promise.all(
        ['a', 'b', 'c', 'd'].map(branch =>
          forge.git(work, 'push', '-q', 'origin', `main:${branch}`),
        ),
      );
      const told = await settled(5);
      expect(
        told
          .slice(1)
          .map(push => push[2])
          .sort(),
      ).toEqual(['a', 'b', 'c', 'd']);
      expect(new Set(told.map(push => push[3]))).toEqual(new Set([commit]));
    });

    it('nothing of a push that changes nothing', async () => {
      const work = await forge.publish('told', 'idle', { 'README.md': 'one\n' });
      await settled(1);
      await forge.git(work, 'push', '-q', 'origin', 'main');
      expect(await settled(1)).toHaveLength(1);
    });
  });
});

async function mktree(forge: TestForge, work: string, line: string): Promise<string> {
  const script = `printf '%s\\n' "$1" | git mktree`;
  return (await forge.git(work, '-c', `alias.make=!f() { ${script}; }; f`, 'make', line)).trim();
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
