import { EventEmitter } from 'node:events';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { git } from './git';
import { checkName, checkPath, checkRef } from './names';
import type { Forge, Push } from './service';

/** An entry of a folder of a repository. */
export interface TreeEntry {
  name: string;
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

/** The bare repositories of the forge, `<directory>/<owner>/<name>.git`; an owner is there once it has one. */
export class Repositories implements Forge {
  readonly #events = new EventEmitter();

  constructor(readonly directory: string) {}

  onPush(listener: (push: Push) => void): () => void {
    this.#events.on('push', listener);
    return () => this.#events.off('push', listener);
  }

  async repositories(): Promise<{ owner: string; name: string }[]> {
    const found = [];
    for (const owner of await namesIn(this.directory)) {
      for (const name of await namesIn(path.join(this.directory, owner))) {
        if (name.endsWith('.git')) found.push({ owner, name: name.slice(0, -'.git'.length) });
      }
    }
    return found;
  }

  /** @throws ConflictError when there is one of that name already */
  async create(owner: string, name: string): Promise<void> {
    const directory = this.#path(owner, name);
    await mkdir(path.dirname(directory), { recursive: true });
    try {
      // mkdir is what only one of two requests at the same time can do.
      await mkdir(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new ConflictError(
        `The repository ${owner}/${name} exists already: choose another name, or add to the one that is there`,
      );
    }
    try {
      await git(directory, ['init', '--bare', '--quiet', '--initial-branch=main', directory]);
      await git(directory, ['config', 'http.receivepack', 'true']);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  /** The folder of a repository. @throws NotFoundError */
  async directoryOf(owner: string, name: string): Promise<string> {
    const directory = this.#path(owner, name);
    const found = await stat(directory).catch(() => undefined);
    if (!found?.isDirectory()) throw new NotFoundError(`There is no repository ${owner}/${name}`);
    return directory;
  }

  async branches(owner: string, name: string): Promise<Map<string, string>> {
    const directory = await this.directoryOf(owner, name);
    const format = '--format=%(refname:short) %(objectname)';
    const lines = (await git(directory, ['for-each-ref', format, 'refs/heads'])).toString();
    return new Map(
      lines
        .split('\n')
        .filter(Boolean)
        .map(line => line.split(' ') as [string, string]),
    );
  }

  /** Does something that may move branches, and tells the listeners of those that moved. */
  async watchingBranches<T>(owner: string, name: string, act: () => Promise<T>): Promise<T> {
    const before = await this.branches(owner, name);
    try {
      return await act();
    } finally {
      for (const [branch, commit] of await this.branches(owner, name)) {
        if (before.get(branch) !== commit) {
          this.#events.emit('push', { owner, name, branch, commit } satisfies Push);
        }
      }
    }
  }

  /** The commit that a branch, tag or commit names. @throws NotFoundError */
  async commit(owner: string, name: string, ref: string): Promise<string> {
    const directory = await this.directoryOf(owner, name);
    const asked = `${checkRef(ref)}^{commit}`;
    const found = await git(directory, ['rev-parse', '--verify', '--quiet', asked]).catch(() => {
      throw new NotFoundError(`${owner}/${name} has no branch or commit '${ref}'`);
    });
    return found.toString().trim();
  }

  async readTree(owner: string, name: string, ref = 'main') {
    const directory = await this.directoryOf(owner, name);
    const commit = await this.commit(owner, name, ref);
    const listing = (await git(directory, ['ls-tree', '-r', '-z', commit])).toString();
    const files = new Map<string, Buffer>();
    for (const line of listing.split('\0').filter(Boolean)) {
      const [, mode, object, file] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
      // Regular files only: a link could lead out of the tree when it is written to disk.
      if (mode === '100644' || mode === '100755') {
        files.set(file, await git(directory, ['cat-file', 'blob', object]));
      }
    }
    return { commit, files };
  }

  /** What stands at a path: a folder's entries or a file's content. @throws NotFoundError */
  async read(
    owner: string,
    name: string,
    ref: string,
    file: string,
  ): Promise<{ entries: TreeEntry[] } | { content: Buffer }> {
    const directory = await this.directoryOf(owner, name);
    const object = `${await this.commit(owner, name, ref)}:${checkPath(file)}`;
    const type = await git(directory, ['cat-file', '-t', object]).catch(() => {
      throw new NotFoundError(`${owner}/${name} has no '${file}' in '${ref}'`);
    });
    if (type.toString().trim() === 'blob') {
      return { content: await git(directory, ['cat-file', 'blob', object]) };
    }
    const listing = (await git(directory, ['ls-tree', '-z', object])).toString();
    const entries = listing.split('\0').filter(Boolean).map(toEntry);
    return { entries: entries.sort(foldersFirst) };
  }

  /** The newest commits of a branch, at most `limit`. */
  async log(owner: string, name: string, ref: string, limit: number): Promise<Commit[]> {
    const directory = await this.directoryOf(owner, name);
    const commit = await this.commit(owner, name, ref);
    const format = '--format=%H%x00%an%x00%aI%x00%s%x00';
    const text = await git(directory, ['log', `-${limit}`, format, commit]);
    const fields = text.toString().split('\0');
    const commits: Commit[] = [];
    for (let at = 0; at + 4 < fields.length; at += 4) {
      const [id, author, date, subject] = fields.slice(at, at + 4);
      commits.push({ id: id.trim(), author, date, subject });
    }
    return commits;
  }

  /** A gzipped tar of the whole tree, all below a folder named like the repository. */
  async archive(owner: string, name: string, ref: string): Promise<Buffer> {
    const directory = await this.directoryOf(owner, name);
    const commit = await this.commit(owner, name, ref);
    return git(directory, ['archive', '--format=tar.gz', `--prefix=${name}/`, commit]);
  }

  #path(owner: string, name: string): string {
    const folder = checkName('owner', owner);
    return path.join(this.directory, folder, `${checkName('repository', name)}.git`);
  }
}

async function namesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort();
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
