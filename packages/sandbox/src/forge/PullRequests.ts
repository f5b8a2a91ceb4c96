import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { git, GitError } from './git';
import type { Repositories } from './Repositories';

/** A wish to bring one branch into another. */
export interface PullRequest {
  /** From 1, within its repository. */
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  merged: boolean;
  head: string;
  base: string;
  /** Set once it is merged. */
  mergeCommit?: string;
}

/** The pull requests of the forge; each repository keeps its own beside its objects. */
export class PullRequests {
  // One writer per repository at a time, or two new requests would get one number.
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(private readonly repositories: Repositories) {}

  async list(owner: string, name: string): Promise<PullRequest[]> {
    const text = await readFile(await this.#file(owner, name), 'utf8').catch(() => '[]');
    return JSON.parse(text);
  }

  /** @throws NotFoundError */
  async get(owner: string, name: string, number: number): Promise<PullRequest> {
    const found = (await this.list(owner, name)).find(pull => pull.number === number);
    if (!found) throw new NotFoundError(`${owner}/${name} has no pull request ${number}`);
    return found;
  }

  async create(
    owner: string,
    name: string,
    wish: { title: string; body: string; head: string; base: string },
  ): Promise<PullRequest> {
    if (!wish.title) throw new InputError('title is missing: say in a line what the change is');
    await this.repositories.commit(owner, name, wish.head);
    await this.repositories.commit(owner, name, wish.base);
    return this.#inTurn(owner, name, async () => {
      const pulls = await this.list(owner, name);
      const pull: PullRequest = { ...wish, number: pulls.length + 1, state: 'open', merged: false };
      await this.#write(owner, name, [...pulls, pull]);
      return pull;
    });
  }

  /** What would change, as a unified diff. */
  async diff(owner: string, name: string, number: number): Promise<string> {
    const pull = await this.get(owner, name, number);
    const directory = await this.repositories.directoryOf(owner, name);
    const range = pull.mergeCommit
      ? [`${pull.mergeCommit}^1`, pull.mergeCommit]
      : [`${pull.base}...${pull.head}`];
    return (await git(directory, ['diff', '--no-color', '--no-ext-diff', ...range])).toString();
  }

  /** @throws ConflictError when both branches changed the same lines, or it is closed */
  async merge(owner: string, name: string, number: number): Promise<PullRequest> {
    return this.#inTurn(owner, name, () =>
      this.repositories.watchingBranches(owner, name, () => this.#merge(owner, name, number)),
    );
  }

  async #merge(owner: string, name: string, number: number): Promise<PullRequest> {
    const pull = await this.get(owner, name, number);
    if (pull.state !== 'open') throw new ConflictError(`Pull request ${number} is closed already`);
    const directory = await this.repositories.directoryOf(owner, name);
    const base = await this.repositories.commit(owner, name, pull.base);
    const head = await this.repositories.commit(owner, name, pull.head);
    const tree = await mergedTree(directory, base, head, pull);
    const message = `Merge pull request #${number}: ${pull.title}`;
    const parents = ['-p', base, '-p', head];
    const commit = (await git(directory, ['commit-tree', tree, ...parents, '-m', message]))
      .toString()
      .trim();
    // Only if nobody moved the branch meanwhile.
    await git(directory, ['update-ref', `refs/heads/${pull.base}`, commit, base]);
    const merged: PullRequest = { ...pull, state: 'closed', merged: true, mergeCommit: commit };
    const pulls = await this.list(owner, name);
    await this.#write(
      owner,
      name,
      pulls.map(other => (other.number === number ? merged : other)),
    );
    return merged;
  }

  #inTurn<T>(owner: string, name: string, act: () => Promise<T>): Promise<T> {
    const key = `${owner}/${name}`;
    const turn = (this.#turns.get(key) ?? Promise.resolve()).catch(() => {}).then(act);
    this.#turns.set(key, turn);
    return turn;
  }

  async #file(owner: string, name: string): Promise<string> {
    return path.join(await this.repositories.directoryOf(owner, name), 'pull-requests.json');
  }

  async #write(owner: string, name: string, pulls: PullRequest[]): Promise<void> {
    const file = await this.#file(owner, name);
    await writeFile(`${file}.new`, JSON.stringify(pulls, null, 2));
    await rename(`${file}.new`, file);
  }
}

/** The tree that a merge gives; git writes it without a work tree. */
async function mergedTree(directory: string, base: string, head: string, pull: PullRequest) {
  try {
    const out = await git(directory, ['merge-tree', '--write-tree', '--name-only', base, head]);
    return out.toString().split('\n')[0];
  } catch (error) {
    // 1 is git's word for a conflict; the files follow the tree's line.
    if (!(error instanceof GitError) || error.exitCode !== 1) throw error;
    const files = error.stdout.toString().split('\n\n')[0].split('\n').slice(1);
    throw new ConflictError(
      `${pull.head} and ${pull.base} changed the same lines of ${files.join(', ')}: bring ${pull.base} into ${pull.head}, push, and merge then`,
    );
  }
}
