import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { Repositories } from './Repositories';
import { startTestForge, TestForge } from './__testUtils__/testForge';

jest.setTimeout(60_000);

describe('Repositories', () => {
  let forge: TestForge;

  beforeAll(async () => {
    forge = await startTestForge();
  });
  afterAll(() => forge?.stop());

  it('gives every regular file of a tree, byte for byte, whatever its name', async () => {
    const files = {
      'README.md': 'Größe\r\n',
      'empty.txt': '',
      'a b/ü "quoted".txt': 'x',
      'zeros.bin': 'a\0b\n\n',
      'same/one': 'same',
      'same/two': 'same',
    };
    await forge.publish('bytes', 'all', files);
    const tree = await forge.repositories.readTree('bytes', 'all');
    const got = [...tree.files].map(([name, content]) => [name, content.toString()]);
    expect(Object.fromEntries(got)).toEqual(files);
    expect(tree.commit).toBe((await forge.repositories.branches('bytes', 'all')).get('main'));
  });

  it('never gives a link or a submodule', async () => {
    const work = await forge.publish('links', 'all', { 'README.md': 'x\n' });
    await symlink('/etc/passwd', path.join(work, 'passwd'));
    await symlink('..', path.join(work, 'up'));
    await forge.git(
      work,
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${'1'.repeat(40)},module`,
    );
    await forge.push(work, 'main', { 'real.txt': 'real\n' });
    const { files } = await forge.repositories.readTree('links', 'all');
    expect([...files.keys()].sort()).toEqual(['README.md', 'real.txt']);
    const root = await forge.repositories.read('links', 'all', 'main', '');
    expect(root).toEqual({
      entries: [
        { name: 'passwd', type: 'other' },
        { name: 'README.md', type: 'file' },
        { name: 'real.txt', type: 'file' },
        { name: 'up', type: 'other' },
      ],
    });
  });

  it('gives the tree of an older commit', async () => {
    const work = await forge.publish('older', 'one', { 'README.md': 'one\n' });
    const first = (await forge.git(work, 'rev-parse', 'HEAD')).trim();
    await forge.push(work, 'main', { 'README.md': 'two\n' });
    const old = await forge.repositories.readTree('older', 'one', first);
    expect(old.files.get('README.md')!.toString()).toBe('one\n');
  });

  it('says that a repository which nobody pushed to has no main', async () => {
    await forge.call('POST', '/orgs/empty/repos', { name: 'one' });
    await expect(forge.repositories.readTree('empty', 'one')).rejects.toThrow(
      "empty/one has no branch or commit 'main'",
    );
  });

  it('has after a restart what it had before', async () => {
    await forge.publish('kept', 'one', { 'README.md': 'kept\n' });
    const again = new Repositories(forge.repositories.directory);
    expect(await again.repositories()).toContainEqual({ owner: 'kept', name: 'one' });
    const { files } = await again.readTree('kept', 'one');
    expect(files.get('README.md')!.toString()).toBe('kept\n');
  });

  it('lists no repository whose making was interrupted, and makes it the next time', async () => {
    await mkdir(path.join(forge.repositories.directory, '.new-abc', 'refs'), { recursive: true });
    await forge.call('POST', '/orgs/half/repos', { name: 'one' });
    const owners = (await forge.repositories.repositories()).map(({ owner }) => owner);
    expect(owners).toContain('half');
    expect(owners.some(owner => owner.startsWith('.'))).toBe(false);
  });
});
