import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { writeTree } from './writeTree';

const TREE = new Map([
  ['README.md', '# Hello\n'],
  ['pipelines/taxi/steps/upload.sh', '#!/bin/sh\n'],
]);

describe('writeTree', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'write-tree-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const target = () => join(root, 'deep', 'out');
  const read = (path: string) => readFileSync(join(target(), path), 'utf8');

  it('writes a tree to a folder that is not there yet, and leaves nothing beside it', async () => {
    await writeTree(target(), TREE);
    expect(read('README.md')).toBe('# Hello\n');
    expect(readdirSync(join(root, 'deep'))).toEqual(['out']);
  });

  it('makes scripts executable, and nothing else', async () => {
    await writeTree(target(), TREE);
    expect(statSync(join(target(), 'pipelines/taxi/steps/upload.sh')).mode & 0o111).not.toBe(0);
    expect(statSync(join(target(), 'README.md')).mode & 0o111).toBe(0);
  });

  it('writes to an empty folder', async () => {
    mkdirSync(target(), { recursive: true });
    await writeTree(target(), TREE);
    expect(read('README.md')).toBe('# Hello\n');
  });

  it('refuses a folder that holds something, and changes nothing there', async () => {
    mkdirSync(target(), { recursive: true });
    writeFileSync(join(target(), 'mine.txt'), 'mine');
    await expect(writeTree(target(), TREE)).rejects.toThrow('is not empty');
    expect(readdirSync(target())).toEqual(['mine.txt']);
  });

  it('by force replaces the files of the tree and keeps all others', async () => {
    mkdirSync(target(), { recursive: true });
    writeFileSync(join(target(), 'mine.txt'), 'mine');
    writeFileSync(join(target(), 'README.md'), 'old');
    await writeTree(target(), TREE, { force: true });
    expect([read('mine.txt'), read('README.md')]).toEqual(['mine', '# Hello\n']);
    expect(readdirSync(join(root, 'deep'))).toEqual(['out']);
  });

  it.each([
    '../out.txt',
    '/etc/passwd',
    'a/../../b',
    'a//b',
    './a',
    'a/.',
    'a\0b',
    'a\\..\\b',
    'C:/x',
    '.git/hooks/post-checkout',
    'a/.GIT/config',
    '',
  ])('refuses the path %j and writes nothing at all', async path => {
    await expect(
      writeTree(
        target(),
        new Map([
          ['good.txt', 'x'],
          [path, 'x'],
        ]),
      ),
    ).rejects.toThrow('nothing was written');
    expect(readdirSync(root)).toEqual([]);
  });

  it('writes nothing when a file stands where another needs a folder', async () => {
    await expect(
      writeTree(
        target(),
        new Map([
          ['a', 'x'],
          ['a/b', 'x'],
        ]),
      ),
    ).rejects.toThrow();
    expect(readdirSync(join(root, 'deep'))).toEqual([]);
  });

  it('refuses a target that is a link, and does not touch what it points to', async () => {
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(root, 'link'));
    await expect(writeTree(join(root, 'link'), TREE, { force: true })).rejects.toThrow(
      'is a symbolic link',
    );
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
  });

  it.each(['pipelines', 'pipelines/taxi', 'README.md'])(
    'follows no link at %s inside the target',
    async place => {
      mkdirSync(join(target(), 'pipelines'), { recursive: true });
      rmSync(join(target(), place), { recursive: true, force: true });
      mkdirSync(join(root, 'elsewhere'));
      symlinkSync(join(root, 'elsewhere'), join(target(), place));
      await expect(writeTree(target(), TREE, { force: true })).rejects.toThrow('a symbolic link');
      expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
    },
  );

  it('refuses a target that is a file', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(writeTree(join(root, 'file'), TREE)).rejects.toThrow('is not a folder');
    await expect(writeTree(join(root, 'file', 'x'), TREE)).rejects.toThrow();
    await expect(writeTree('/', TREE, { force: true })).rejects.toThrow('root of the disk');
  });

  it('never writes outside of its target, whatever the paths are', async () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', 'a', '.git', '/', '\\', '\0', '~'),
      fc.string({ maxLength: 5 }),
    );
    const paths = fc.array(part, { maxLength: 5 }).map(parts => parts.join('/'));
    await fc.assert(
      fc.asyncProperty(fc.array(paths, { minLength: 1, maxLength: 3 }), async list => {
        await writeTree(join(root, 'inside'), new Map(list.map(path => [path, 'x']))).catch(
          () => {},
        );
        expect(readdirSync(root).filter(name => name !== 'inside')).toEqual([]);
        rmSync(join(root, 'inside'), { recursive: true, force: true });
      }),
      { numRuns: 300 },
    );
  });
});
