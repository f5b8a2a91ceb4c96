import { NotFoundError } from '@backstage/errors';
import { git } from './git';
import { checkPath } from './names';

/** An entry of a folder of a repository. */
export interface TreeEntry {
  name: string;
  /** `other`: a symbolic link or a submodule. */
  type: 'file' | 'folder' | 'other';
}

/** A commit as the pages list it. */
export interface Commit {
  id: string;
  author: string;
  /** ISO 8601. */
  date: string;
  subject: string;
}

/** All regular files of a commit: a link could lead out of the tree when it is written to disk. */
export async function readFiles(directory: string, commit: string): Promise<Map<string, Buffer>> {
  const listing = (await git(directory, ['ls-tree', '-r', '-z', commit])).toString();
  const wanted = listing
    .split('\0')
    .map(line => /^(100644|100755) blob ([0-9a-f]+)\t(.*)$/s.exec(line))
    .filter(match => match !== null)
    .map(([, , object, file]) => ({ object, file: checkPath(file) }));
  // One process for all of them; it answers in the order of the questions.
  const questions = Buffer.from(wanted.map(({ object }) => `${object}\n`).join(''));
  const answers = await git(directory, ['cat-file', '--batch'], questions);
  const files = new Map<string, Buffer>();
  let at = 0;
  for (const { file } of wanted) {
    const head = answers.indexOf('\n', at);
    const size = Number(answers.subarray(at, head).toString().split(' ')[2]);
    files.set(file, answers.subarray(head + 1, head + 1 + size));
    at = head + 1 + size + 1;
  }
  return files;
}

/**
 * What stands at a path of a commit: a folder's entries or a file's content.
 *
 * @throws NotFoundError
 */
export async function readPath(
  directory: string,
  commit: string,
  path: string,
): Promise<{ entries: TreeEntry[] } | { content: Buffer }> {
  const object = `${commit}:${checkPath(path)}`;
  const type = await git(directory, ['cat-file', '-t', object]).catch(() => {
    throw new NotFoundError(`There is no '${path}' in ${commit.slice(0, 8)}`);
  });
  if (type.toString().trim() === 'blob') {
    return { content: await git(directory, ['cat-file', 'blob', object]) };
  }
  const listing = (await git(directory, ['ls-tree', '-z', object])).toString();
  const entries = listing.split('\0').filter(Boolean).map(toEntry);
  return { entries: entries.sort(foldersFirst) };
}

/** The newest commits up to one, at most `limit`. */
export async function readLog(directory: string, commit: string, limit: number): Promise<Commit[]> {
  const format = '--format=%H%x00%an%x00%aI%x00%s%x00';
  const fields = (await git(directory, ['log', `-${limit}`, format, commit]))
    .toString()
    .split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + 4 < fields.length; at += 4) {
    const [id, author, date, subject] = fields.slice(at, at + 4);
    commits.push({ id: id.trim(), author, date, subject });
  }
  return commits;
}

/** A gzipped tar of a whole commit, all below one folder. */
export function archive(directory: string, commit: string, folder: string): Promise<Buffer> {
  return git(directory, ['archive', '--format=tar.gz', `--prefix=${folder}/`, commit]);
}

function toEntry(line: string): TreeEntry {
  const [, mode, name] = /^(\d+) \w+ [0-9a-f]+\t(.*)$/s.exec(line) ?? [];
  if (mode === '040000') return { name, type: 'folder' };
  return { name, type: mode === '100644' || mode === '100755' ? 'file' : 'other' };
}

function foldersFirst(a: TreeEntry, b: TreeEntry): number {
  if ((a.type === 'folder') !== (b.type === 'folder')) return a.type === 'folder' ? -1 : 1;
  return a.name.localeCompare(b.name, 'en');
}
