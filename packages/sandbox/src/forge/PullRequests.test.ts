import type { Push } from './Forge';
import { PullRequests } from './PullRequests';
import { startTestForge, TestForge } from './__testUtils__/testForge';

jest.setTimeout(60_000);

describe('PullRequests', () => {
  let forge: TestForge;
  let pulls: PullRequests;

  beforeAll(async () => {
    forge = await startTestForge();
    pulls = new PullRequests(forge.repositories);
  });
  afterAll(() => forge?.stop());

  const wish = (head: string) => ({ title: `Bring ${head}`, body: '', head, base: 'main' });
  const contentOf = async (name: string, file: string) =>
    (await forge.repositories.readTree('team', name)).files.get(file)?.toString();

  it('keeps both sides when main went on meanwhile', async () => {
    const work = await forge.publish('team', 'both', { a: '1\n', b: '1\n' });
    await forge.push(work, 'next', { b: '2\n' });
    await forge.git(work, 'checkout', '-q', 'main');
    await forge.push(work, 'main', { a: '2\n' });
    await pulls.create('team', 'both', wish('next'));
    const merged = await pulls.merge('team', 'both', 1);
    expect(merged).toMatchObject({ state: 'closed', merged: true });
    expect([await contentOf('both', 'a'), await contentOf('both', 'b')]).toEqual(['2\n', '2\n']);
    const [newest] = await forge.repositories.log('team', 'both', 'main', 1);
    expect(newest).toMatchObject({
      id: merged.mergeCommit,
      subject: 'Merge pull request #1: Bring next',
    });
  });

  it('says which files both sides changed, and what to do, and leaves main alone', async () => {
    const work = await forge.publish('team', 'conflict', { 'a.yaml': '1\n', 'b.yaml': '1\n' });
    await forge.push(work, 'next', { 'a.yaml': '2\n', 'b.yaml': '2\n' });
    await forge.git(work, 'checkout', '-q', 'main');
    const main = await forge.push(work, 'main', { 'a.yaml': '3\n', 'b.yaml': '3\n' });
    await pulls.create('team', 'conflict', wish('next'));
    await expect(pulls.merge('team', 'conflict', 1)).rejects.toThrow(
      'next and main changed the same lines of a.yaml, b.yaml: bring main into next, push, and merge then',
    );
    expect((await forge.repositories.branches('team', 'conflict')).get('main')).toBe(main);
    expect((await pulls.get('team', 'conflict', 1)).state).toBe('open');
  });

  it('says that there is nothing to merge', async () => {
    const work = await forge.publish('team', 'nothing', { a: '1\n' });
    await forge.git(work, 'push', '-q', 'origin', 'main:same');
    await pulls.create('team', 'nothing', wish('same'));
    await expect(pulls.merge('team', 'nothing', 1)).rejects.toThrow(
      'main has all of same already: nothing to merge',
    );
  });

  it('tells the listeners once of a merge', async () => {
    const work = await forge.publish('team', 'told', { a: '1\n' });
    await forge.push(work, 'next', { a: '2\n' });
    await pulls.create('team', 'told', wish('next'));
    await new Promise(resolve => setTimeout(resolve, 100));
    const told: Push[] = [];
    const end = forge.repositories.onPush(push => told.push(push));
    const { mergeCommit } = await pulls.merge('team', 'told', 1);
    end();
    expect(told).toEqual([{ owner: 'team', name: 'told', branch: 'main', commit: mergeCommit }]);
  });

  it('merges once when it is asked to twice at the same time', async () => {
    const work = await forge.publish('team', 'twice', { a: '1\n' });
    await forge.push(work, 'next', { a: '2\n' });
    await pulls.create('team', 'twice', wish('next'));
    const outcomes = await Promise.allSettled([1, 2].map(() => pulls.merge('team', 'twice', 1)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('numbers those that are opened at the same time one after the other', async () => {
    const work = await forge.publish('team', 'numbers', { a: '1\n' });
    for (const branch of ['x', 'y', 'z']) await forge.push(work, branch, { [branch]: '2\n' });
    const opened = await Promise.all(
      ['x', 'y', 'z'].map(head => pulls.create('team', 'numbers', wish(head))),
    );
    expect(opened.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
    expect(await pulls.list('team', 'numbers')).toHaveLength(3);
  });

  it('shows what changes while it is open, and the same once it is merged', async () => {
    const work = await forge.publish('team', 'diff', { a: '1\n' });
    await forge.push(work, 'next', { a: '2\n' });
    await pulls.create('team', 'diff', wish('next'));
    const before = await pulls.diff('team', 'diff', 1);
    expect(before).toContain('-1\n+2\n');
    await pulls.merge('team', 'diff', 1);
    expect(await pulls.diff('team', 'diff', 1)).toBe(before);
  });

  it('says that the branch of an open one is gone', async () => {
    const work = await forge.publish('team', 'gone', { a: '1\n' });
    await forge.push(work, 'next', { a: '2\n' });
    await pulls.create('team', 'gone', wish('next'));
    await forge.git(work, 'push', '-q', 'origin', ':next');
    await expect(pulls.diff('team', 'gone', 1)).rejects.toThrow("team/gone has no branch 'next'");
    await expect(pulls.merge('team', 'gone', 1)).rejects.toThrow("team/gone has no branch 'next'");
  });

  it('offers the branches that are ahead of main and have none', async () => {
    const work = await forge.publish('team', 'offer', { a: '1\n' });
    await forge.git(work, 'push', '-q', 'origin', 'main:same');
    await forge.push(work, 'asked', { a: '2\n' });
    await forge.push(work, 'new/one', { b: '2\n' });
    await pulls.create('team', 'offer', wish('asked'));
    expect(await pulls.branchesToPull('team', 'offer', 'main')).toEqual([
      { branch: 'new/one', ahead: 2, subject: 'Change b' },
    ]);
  });
});
