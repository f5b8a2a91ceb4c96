import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { BranchWatch } from './BranchWatch';
import { archive, Commit, readFiles, readLog, readPath } from './contents';
import { git } from './git';
import { checkName, checkRef, isName } from './names';
import type { Forge, Push } from './Forge';

/** The bare repositories of the forge, `<directory>/<owner>/<name>.git`; an owner is there once it has one. */
export class Repositories implements Forge {
  readonly #watch = new BranchWatch((owner, name) => this.branches(owner, name));

  constructor(readonly directory: string) {}

  onPush(listener: (push: Push) => void): () => void {
    return this.#watch.onPush(listener);
  }

  /** Does something that may move branches, and tells the listeners of those that moved. */
  watchingBranches<T>(owner: string, name: string, act: () => Promise<T>): Promise<T> {
    return this.#watch.during(owner, name, act);
  }

  async repositories(): Promise<{ owner: string; name: string }[]> {
    const found = [];
    for (const owner of (await foldersIn(this.directory)).filter(isName)) {
      for (const folder of await foldersIn(path.join(this.directory, owner))) {
        const name = folder.replace(/\.git$/, '');
        if (name !== folder && isName(name)) found.push({ owner, name });
      }
    }
    return found;
  }

  /** @throws ConflictError when there is one of that name already */
  async create(owner: string, name: string): Promise<void> {
    const directory = this.#path(owner, name);
    await mkdir(path.dirname(directory), { recursive: true });
    // Made elsewhere and moved: one that was interrupted half way is not there at all.
    const draft = await mkdtemp(path.join(this.directory, '.new-'));
    try {
      await git(draft, [
        'init',
        '--bare',
        '--quiet',
        '--template=',
        '--initial-branch=main',
        draft,
      ]);
      await rename(draft, directory);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      if (!['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? ''))
        throw error;
      throw new ConflictError(
        `The repository ${owner}/${name} exists already: choose another name, or add to the one that is there`,
      );
    }
  }

  /** The folder of a repository. @throws NotFoundError */
  async directoryOf(owner: string, name: string): Promise<string> {
    const directory = this.#path(owner, name);
    const found = await stat(directory).catch(() => undefined);
    if (!found?.isDirectory()) throw new NotFoundError(`There is no repository ${owner}/${name}`);
    return directory;
  }

  /** The commit of each branch; none in a repository that nobody pushed to yet. */
  async branches(owner: string, name: string): Promise<Map<string, string>> {
    const directory = await this.directoryOf(owner, name);
    const format = '--format=%(refname:lstrip=2) %(objectname)';
    const lines = (await git(directory, ['for-each-ref', format, 'refs/heads'])).toString();
    return new Map(
      lines
        .split('\n')
        .filter(Boolean)
        .map(line => line.split(' ') as [string, string]),
    );
  }

  /** The commit that a branch points to. @throws NotFoundError */
  async branch(owner: string, name: string, branch: string): Promise<string> {
    const commit = (await this.branches(owner, name)).get(branch);
    if (!commit) throw new NotFoundError(`${owner}/${name} has no branch '${branch}'`);
    return commit;
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
    const commit = await this.commit(owner, name, ref);
    return { commit, files: await readFiles(await this.directoryOf(owner, name), commit) };
  }

  /** What stands at a path of a branch or commit. @throws NotFoundError */
  async read(owner: string, name: string, ref: string, file: string) {
    const commit = await this.commit(owner, name, ref);
    return readPath(await this.directoryOf(owner, name), commit, file);
  }

  /** The newest commits of a branch, at most `limit`. */
  async log(owner: string, name: string, ref: string, limit: number): Promise<Commit[]> {
    const commit = await this.commit(owner, name, ref);
    return readLog(await this.directoryOf(owner, name), commit, limit);
  }

  /** A gzipped tar of a whole branch or commit, all below a folder named like the repository. */
  async archive(owner: string, name: string, ref: string): Promise<Buffer> {
    const commit = await this.commit(owner, name, ref);
    return archive(await this.directoryOf(owner, name), commit, name);
  }

  #path(owner: string, name: string): string {
    const folder = checkName('owner', owner);
    return path.join(this.directory, folder, `${checkName('repository', name)}.git`);
  }
}

async function foldersIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort();
}
