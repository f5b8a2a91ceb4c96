import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { git } from './git';
import { merge } from './merge';
import type { Repositories } from './Repositories';
import { Turns } from './Turns';

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

const TITLE_LIMIT = 255;

/** The pull requests of the forge; each repository keeps its own beside its objects. */
export class PullRequests {
  // One writer per repository at a time, or two new requests would get one number.
  readonly #turns = new Turns();

  constructor(private readonly repositories: Repositories) {}

  async list(owner: string, name: string): Promise<PullRequest[]> {
    try {
      return JSON.parse(await readFile(await this.#file(owner, name), 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** @throws NotFoundError */
  async get(owner: string, name: string, number: number): Promise<PullRequest> {
    const found = (await this.list(owner, name)).find(pull => pull.number === number);
    if (!found) throw new NotFoundError(`${owner}/${name} has no pull request ${number}`);
    return found;
  }

  /**
   * Opens one.
   *
   * @throws InputError for a title that is none; NotFoundError for a branch that is not there; ConflictError when
   * there is an open one for these branches
   */
  async create(
    owner: string,
    name: string,
    wish: { title: string; body: string; head: string; base: string },
  ): Promise<PullRequest> {
    const { head, base } = wish;
    const title = wish.title.replace(/\s+/g, ' ').trim();
    if (!title || title.length > TITLE_LIMIT) {
      throw new InputError(
        `title: say in one line, ${TITLE_LIMIT} characters at most, what changes`,
      );
    }
    await this.repositories.branch(owner, name, base);
    await this.repositories.branch(owner, name, head);
    if (head === base) throw new InputError(`head and base are both '${head}': name two branches`);
    return this.#turns.take(`${owner}/${name}`, async () => {
      const pulls = await this.list(owner, name);
      const same = pulls.find(
        pull => pull.state === 'open' && pull.head === head && pull.base === base,
      );
      if (same) throw new ConflictError(`Pull request ${same.number} brings ${head} into ${base}`);
      const number = pulls.length + 1;
      const pull: PullRequest = { ...wish, title, number, state: 'open', merged: false };
      await this.#write(owner, name, [...pulls, pull]);
      return pull;
    });
  }

  /** What would change, or did, as a unified diff. @throws NotFoundError when its branch is gone */
  async diff(owner: string, name: string, number: number): Promise<string> {
    const pull = await this.get(owner, name, number);
    const directory = await this.repositories.directoryOf(owner, name);
    const range = pull.mergeCommit
      ? [`${pull.mergeCommit}^1`, pull.mergeCommit]
      : [
          `${await this.repositories.branch(owner, name, pull.base)}...${await this.repositories.branch(owner, name, pull.head)}`,
        ];
    return (await git(directory, ['diff', '--no-color', '--no-ext-diff', ...range])).toString();
  }

  /** Brings head into base. @throws ConflictError with the reason why not, and what to do */
  async merge(owner: string, name: string, number: number): Promise<PullRequest> {
    return this.#turns.take(`${owner}/${name}`, () =>
      this.repositories.watchingBranches(owner, name, () => this.#merge(owner, name, number)),
    );
  }

  async #merge(owner: string, name: string, number: number): Promise<PullRequest> {
    const pull = await this.get(owner, name, number);
    if (pull.state !== 'open') throw new ConflictError(`Pull request ${number} is closed already`);
    const side = async (branch: string) => ({
      branch,
      commit: await this.repositories.branch(owner, name, branch),
    });
    const mergeCommit = await merge(
      await this.repositories.directoryOf(owner, name),
      { base: await side(pull.base), head: await side(pull.head) },
      `Merge pull request #${number}: ${pull.title}`,
    );
    const merged: PullRequest = { ...pull, state: 'closed', merged: true, mergeCommit };
    const pulls = await this.list(owner, name);
    await this.#write(
      owner,
      name,
      pulls.map(other => (other.number === number ? merged : other)),
    );
    return merged;
  }

  /** Branches with commits that `base` has not, and no open request, with the subject of their newest commit. */
  async branchesToPull(owner: string, name: string, base: string) {
    const directory = await this.repositories.directoryOf(owner, name);
    const branches = await this.repositories.branches(owner, name);
    const into = branches.get(base);
    const asked = (await this.list(owner, name)).filter(pull => pull.state === 'open');
    const found: { branch: string; ahead: number; subject: string }[] = [];
    for (const [branch, commit] of into ? branches : []) {
      if (branch === base || asked.some(pull => pull.head === branch)) continue;
      const count = await git(directory, ['rev-list', '--count', `${into}..${commit}`]);
      const ahead = Number(count.toString());
      if (!ahead) continue;
      const subject = await git(directory, ['log', '-1', '--format=%s', commit]);
      found.push({ branch, ahead, subject: subject.toString().trim() });
    }
    return found;
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
