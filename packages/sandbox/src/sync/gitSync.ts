import { LoggerService } from '@backstage/backend-plugin-api';
import { Forge } from '../forge/service';
import { LocalAws } from '../aws/service';
import { isUnreachable, Superseded } from './apply/errors';
import { PipelineSync } from './apply/pipelineSync';
import { ManifestError } from './kube/manifestError';
import { RunOutcome, SyncQueue } from './queue/syncQueue';
import { TeamRepo } from './repo/teamRepo';
import { PipelineRecord, PipelineSource, sourceKey } from './status/pipelineRecord';
import { StatusStore } from './status/statusStore';

const BRANCH = 'main';
const PARALLEL = 2;
// How often a pipeline that AWS or a script refused is tried again before the next push or refresh.
const RETRIES = 10;

/** What watches the repositories works with. */
export interface GitSyncOptions {
  forge: Forge;
  aws: LocalAws;
  store: StatusStore;
  sync: PipelineSync;
  logger: LoggerService;
}

/** Follows the repositories of the forge: every push to main syncs the pipelines that it touches, in the background. */
export class GitSync {
  readonly #queue: SyncQueue;
  /** The newest commit of each pipeline that is wanted; none for one whose folder is gone. */
  readonly #wanted = new Map<string, TeamRepo | undefined>();
  /** Pipelines whose CronJobs are due with their next run. */
  readonly #scheduled = new Set<string>();
  /** Pipelines that failed by what may have changed since, each with how often it was tried again. */
  readonly #refused = new Map<string, number>();
  #reading: Promise<void> = Promise.resolve();
  #unsubscribe: (() => void) | undefined;

  constructor(private readonly options: GitSyncOptions) {
    this.#queue = new SyncQueue({
      parallel: PARALLEL,
      run: (key, signal) => this.#run(key, signal),
    });
  }

  /** Syncs all repositories once, since the local AWS starts empty, and then each as it is pushed to. */
  async start(): Promise<void> {
    const { forge, store } = this.options;
    await store.load();
    this.#forgetAws();
    this.#unsubscribe = forge.onPush(({ owner, name, branch }) => {
      if (branch === BRANCH) {
        this.#read(owner, name);
      }
    });
    await this.refresh();
  }

  /** Syncs everything anew after the local AWS lost what it held. */
  async restart(): Promise<void> {
    this.#forgetAws();
    await this.refresh();
  }

  /** Syncs everything again, as after a while: what drifted comes back, and what is scheduled runs. */
  async refresh(scheduled = false): Promise<void> {
    const { forge, store } = this.options;
    const repositories = await forge.repositories();
    if (scheduled) {
      store.list().forEach(({ key }) => this.#scheduled.add(key));
    }
    repositories.forEach(({ owner, name }) => this.#read(owner, name));
    const names = new Set(repositories.map(({ owner, name }) => `${owner}/${name}`));
    for (const { source, status } of store.list()) {
      if (!names.has(status.repository)) {
        this.#request(source, undefined);
      }
    }
    await this.#reading;
  }

  /** Syncs again what failed, but for what only a push can mend. */
  retryFailed(): void {
    for (const [key, tries] of this.#refused) {
      if (tries < RETRIES) {
        this.#refused.set(key, tries + 1);
        this.#queue.request(key);
      }
    }
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    await this.#reading;
    await this.#queue.idle();
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    await this.#queue.stop();
    await this.options.store.flush();
  }

  #forgetAws() {
    for (const record of this.options.store.list()) {
      record.update({
        state: 'waiting',
        syncedCommit: undefined,
        message: 'waits for the first sync after a start',
      });
    }
  }

  /** Reads the repository's newest commit. One at a time, so that an older one never comes last. */
  #read(owner: string, name: string) {
    this.#reading = this.#reading.then(async () => {
      try {
        const { commit, files } = await this.options.forge.readTree(owner, name, BRANCH);
        this.#plan(new TeamRepo(owner, name, commit, files));
      } catch (error) {
        // An empty repository has no main yet; its first push comes by here again.
        this.options.logger.info(`${owner}/${name} is not synced: ${(error as Error).message}`);
      }
    });
  }

  #plan(repo: TeamRepo) {
    const { owner, name: repository } = repo;
    const folders = repo.pipelines();
    for (const folder of folders) {
      this.#request({ owner, repository, folder }, repo);
    }
    for (const { source } of this.options.store.list()) {
      const here = source.owner === owner && source.repository === repository;
      if (here && !folders.includes(source.folder)) {
        this.#request(source, undefined);
      }
    }
  }

  #request(source: PipelineSource, repo: TeamRepo | undefined) {
    const key = sourceKey(source);
    const record = this.options.store.getOrCreate(source);
    if (record.status.state === 'waiting' || record.status.commit !== repo?.commit) {
      record.update({ state: 'waiting', message: 'waits for its turn' });
    }
    this.#wanted.set(key, repo);
    this.#refused.delete(key);
    this.#queue.request(key);
  }

  async #run(key: string, signal: AbortSignal): Promise<RunOutcome> {
    const { aws, store, sync } = this.options;
    const record = store.list().find(entry => entry.key === key);
    if (!record) {
      return 'done';
    }
    const repo = this.#wanted.get(key);
    try {
      await aws.ready();
    } catch (error) {
      record.update({ state: 'waiting', message: `waits for the local AWS: ${error}` });
      return 'retry';
    }
    try {
      if (repo) {
        await sync.sync(record, repo, this.#scheduled.has(key), signal);
        this.#scheduled.delete(key);
      } else {
        await sync.remove(record, signal);
      }
      this.#refused.delete(key);
      return 'done';
    } catch (error) {
      return this.#failed(record, error as Error);
    }
  }

  #failed(record: PipelineRecord, error: Error): RunOutcome {
    if (error instanceof Superseded) {
      record.enter('waiting', 'a newer push came: waits for its turn');
      return 'done';
    }
    if (isUnreachable(error)) {
      record.enter('waiting', `the local AWS does not answer, tries again soon: ${error.message}`);
      return 'retry';
    }
    if (error instanceof ManifestError) {
      this.#refused.delete(record.key);
    } else if (!this.#refused.has(record.key)) {
      this.#refused.set(record.key, 0);
    }
    record.enter('failed', error.message);
    this.options.logger.warn(`pipeline ${record.status.namespace} failed: ${error.message}`);
    return 'done';
  }
}
