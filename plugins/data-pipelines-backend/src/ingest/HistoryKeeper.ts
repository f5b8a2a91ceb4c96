import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { isTerminal, type Job } from 'backstage-plugin-data-pipelines-common';
import { endOf, readHistory, type RunHistory } from '../history';
import {
  type Execution,
  inParallel,
  type JobProvider,
  type MapItems,
  type RunProvider,
} from '../provider';
import type { Changes } from '../signal/Changes';
import {
  type HistoryStore,
  isJobOver,
  type JobStore,
  type Machine,
  type MachineStore,
  PRECISION,
  type RunFact,
  type RunStore,
  type Taken,
  type Unread,
} from '../store';

/** Histories read at once. */
const CONCURRENCY = 4;
/** Longest pause before a history that could not be read is asked for again. */
const PAUSE_MS = 3_600_000;
/** Looks at a job that goes on though its run has ended, ever more seldom: some hours in all. */
const JOB_TRIES = 11;

/**
 * Reads the history of each run once it has ended, keeps it, and completes the run's row by what only the history tells:
 * object, job, failed step. Each run costs AWS this once, whoever looks at it and however often.
 */
export class HistoryKeeper {
  private soon: Promise<void> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly deps: {
      machines: MachineStore;
      runs: RunStore;
      jobs: JobStore;
      histories: HistoryStore;
      /** Uncached: what is read is kept here. */
      provider: RunProvider;
      jobProvider: JobProvider;
      changes: Changes;
      logger: LoggerService;
      now?: () => number;
    },
  ) {}

  /** Reads the histories of these runs of a machine after what is being read now, without anybody waiting for it. */
  readSoon(machineId: number, runIds: string[]): void {
    // The reconciler reads what is too much here.
    if (!runIds.length || this.waiting > 20) {
      return;
    }
    this.waiting += 1;
    this.soon = this.soon
      .then(() =>
        this.readSome(Date.now() + 60_000, undefined, { machineId, runIds: runIds.slice(0, 200) }),
      )
      .then(
        () => undefined,
        error => this.deps.logger.warn(`Histories are read later: ${error.message}`),
      )
      .finally(() => {
        this.waiting -= 1;
      });
  }

  /** Resolves when what was asked for by {@link readSoon} is done. */
  idle(): Promise<void> {
    return this.soon;
  }

  /**
   * Reads histories until none waits, the time is up or AWS gives no more.
   *
   * @returns how many were read
   */
  async readSome(
    until: number,
    signal?: AbortSignal,
    of?: { machineId: number; runIds?: string[] },
  ): Promise<number> {
    const stop = () => signal?.aborted || Date.now() >= until;
    let total = 0;
    while (!stop()) {
      const some = await this.deps.runs.unread(50, of);
      if (!some.length) break;
      const read = await inParallel(some, CONCURRENCY, async one => !stop() && this.read(one));
      const well = read.filter(Boolean).length;
      total += well;
      if (well < some.length / 2) break; // AWS is away; what waits has its later time
    }
    return total;
  }

  private async read({ machineId, fact, tries }: Unread): Promise<boolean> {
    const { runs, changes, logger } = this.deps;
    const machine = await this.deps.machines.byId(machineId);
    if (!machine) {
      return false;
    }
    try {
      const changed = await this.readWhatLacks(machine, fact);
      await changes.tell({ machineId, ...changed });
      await this.awaitJob(machineId, fact.runId, tries);
      return true;
    } catch (error) {
      // What AWS has forgotten stays as its list told it; everything else may be had later.
      const gone = error instanceof NotFoundError;
      await runs.readLater(machineId, fact.runId, gone ? null : this.nextTry(tries));
      logger.debug(`The history of run ${fact.runId} was not read: ${(error as Error).message}`);
      return false;
    }
  }

  private async readWhatLacks(machine: Machine, fact: RunFact): Promise<Taken> {
    if (!isTerminal(fact.status)) {
      return this.readOpen(machine, fact);
    }
    const kept =
      fact.precision === PRECISION.history
        ? await this.deps.histories.get(machine.id, fact.runId)
        : undefined;
    return kept && kept.redriveCount >= fact.redriveCount
      ? this.readLastJob(machine, fact, readHistory(kept.events))
      : this.readWhole(machine, fact);
  }

  /** A job that is stopped with its run ends a little later than the run, of which no event need come. */
  private async awaitJob(machineId: number, runId: string, tries: number): Promise<void> {
    const fact = await this.deps.runs.get(machineId, runId);
    if (fact?.job && isTerminal(fact.status) && !isJobOver(fact.job.state)) {
      const again = tries < JOB_TRIES ? this.nextTry(tries) : null;
      await this.deps.runs.readLater(machineId, runId, again);
    }
  }

  private nextTry(tries: number): number {
    const pause = Math.min(PAUSE_MS, 5_000 * 2 ** Math.min(tries, 12));
    return (this.deps.now ?? Date.now)() + pause;
  }

  private async readWhole(machine: Machine, fact: RunFact): Promise<Taken> {
    const { provider, runs, histories } = this.deps;
    const execution = executionOf(machine, fact);
    const events = await provider.history(execution);
    const end = endOf(events);
    if (!end) {
      throw new Error('it lacks its end, for AWS agrees with itself only after a while');
    }
    const history = readHistory(events);
    const [mapItems, jobs, definition] = await Promise.all([
      this.countItems(history),
      this.readJobs(machine, fact.runId, history.jobs),
      this.readDefinition(machine, fact.runId, execution),
    ]);
    const { cause: _cause, ...error } = history.error ?? { name: '', message: '' };
    const job = jobs.at(-1);
    const reason = job?.state === 'FAILED' && job.stateDetails;
    const exact: RunFact = {
      runId: fact.runId,
      status: end.status === 'succeeded' && history.duplicate ? 'duplicate' : end.status,
      redriveCount: Math.max(end.redriveCount, fact.redriveCount),
      startedAt: fact.startedAt,
      endedAt:
        fact.redriveCount === end.redriveCount && fact.endedAt !== undefined
          ? fact.endedAt
          : end.at,
      precision: PRECISION.history,
      ...(history.trigger && { trigger: history.trigger }),
      ...(job && { job: { id: job.id, state: job.state } }),
      ...(history.error && {
        error: { ...error, message: reason || error.message },
      }),
    };
    if (end.redriveCount < fact.redriveCount) {
      throw new Error('it lacks its redrive, for AWS agrees with itself only after a while');
    }
    const changed = await runs.take(machine.id, [exact]);
    await histories.keep(machine.id, fact.runId, {
      redriveCount: exact.redriveCount,
      events,
      mapItems,
    });
    if (definition !== undefined) {
      await histories.keepDefinition(machine.id, fact.runId, definition);
    }
    return changed;
  }

  /** Of a run that goes on, its object and its job. */
  private async readOpen(machine: Machine, fact: RunFact): Promise<Taken> {
    const history = readHistory(await this.deps.provider.outline(executionOf(machine, fact)));
    return this.readLastJob(machine, fact, history);
  }

  private async readLastJob(machine: Machine, fact: RunFact, history: RunHistory): Promise<Taken> {
    const jobs = await this.readJobs(machine, fact.runId, history.jobs.slice(-1));
    const job = jobs.at(-1);
    return this.deps.runs.take(machine.id, [
      {
        ...fact,
        precision: PRECISION.history,
        ...(history.trigger && { trigger: history.trigger }),
        ...(job && { job: { id: job.id, state: job.state } }),
      },
    ]);
  }

  /** The jobs as EMR describes them, kept, since EMR forgets them before long; what EMR does not tell stays as it is. */
  private async readJobs(machine: Machine, runId: string, jobs: Job[]): Promise<Job[]> {
    const place = { accountId: machine.accountId, region: machine.region };
    return Promise.all(
      jobs.map(async job => {
        let told: Job | undefined;
        if (job.virtualClusterId) {
          const ref = { ...place, virtualClusterId: job.virtualClusterId, id: job.id };
          const kept = await this.deps.jobs.get(ref);
          const known = kept?.entryPoint && isJobOver(kept.state) ? kept : undefined;
          told = known ?? (await this.deps.jobProvider.describe(ref).catch(() => undefined));
        }
        const { job: merged } = await this.deps.jobs.take(
          place,
          { ...job, ...told },
          { machineId: machine.id, runId },
        );
        return merged;
      }),
    );
  }

  /** The definition that the run had, for AWS forgets it 90 days after; whoever looks at the run may still ask for it. */
  private async readDefinition(machine: Machine, runId: string, { arn }: Execution) {
    const { histories, provider } = this.deps;
    return (await histories.hasDefinition(machine.id, runId))
      ? undefined
      : provider.definition(arn).catch(() => undefined);
  }

  private async countItems({ mapRuns }: RunHistory): Promise<Record<string, MapItems>> {
    const counted = await Promise.all(
      mapRuns.map(async ({ stepId, arn }) => {
        const items = await this.deps.provider.mapItems(arn).catch(() => undefined);
        return items ? [[stepId, items] as const] : [];
      }),
    );
    return Object.fromEntries(counted.flat());
  }
}

function executionOf(machine: Machine, fact: RunFact): Execution {
  return {
    arn: `${machine.arn.replace(':stateMachine:', ':execution:')}:${fact.runId}`,
    name: fact.runId,
    status: fact.status,
    startedAt: new Date(fact.startedAt).toISOString(),
    ...(fact.endedAt !== undefined && { endedAt: new Date(fact.endedAt).toISOString() }),
    redriveCount: fact.redriveCount,
  };
}
