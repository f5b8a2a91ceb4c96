import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import {
  type Job,
  type JobSize,
  type Run,
  type RunDetail,
  type RunEventPage,
  type RunPage,
  type RunStatistics,
} from 'backstage-plugin-data-pipelines-common';
import type { Knex } from 'knex';
import type { Pipeline } from '../pipeline/PipelineReader';
import { executionArn } from '../pipeline/StateMachine';
import type { RunLimits } from '../platform/RunLimits';
import { LruCache, SharedCalls } from '../provider';
import type { Changes } from '../signal/Changes';
import {
  type HistoryStore,
  type JobStore,
  type Machine,
  type MachineStore,
  PRECISION,
  readFigures,
  type RunFact,
  RunQueries,
  type RunStore,
  toRun,
} from '../store';
import { Deadline } from './Deadline';
import type { DefaultRunService } from './DefaultRunService';
import { EndedRunReader } from './EndedRunReader';
import { eventPage } from './eventPage';
import { staleOf } from './freshness';
import type { LastRun, RunDefinition, RunEventQuery, RunQuery, RunService } from './RunService';
import { startOf, toStatistics } from './statistics';

/** Where something is known, a viewer waits no longer than this for AWS. */
const PATIENCE_MS = 1_500;
/** A look is written down no more often than this. */
const VIEWED_MS = 30_000;
/** Bytes of answers kept for as long as nothing changed. */
const ANSWERS = 32 * 1024 * 1024;

/**
 * Serves runs from the index. What has ended is served without asking AWS; what goes on is asked for once for all
 * viewers; and while AWS does not answer, what was known last is served, marked as stale.
 */
export class IndexedRunService implements RunService {
  private readonly answers = new LruCache<string>(ANSWERS);
  /** What AWS said last of runs that go on. */
  private readonly last = new LruCache<RunDetail>(ANSWERS);
  private readonly ended: EndedRunReader;
  private readonly firstLooks = new SharedCalls(1_000);
  private readonly queries: RunQueries;

  constructor(
    private readonly deps: {
      knex: Knex;
      machines: MachineStore;
      runs: RunStore;
      jobs: JobStore;
      histories: HistoryStore;
      live: DefaultRunService;
      changes: Changes;
      /** Asks AWS about a machine now; rejects with what AWS answered. */
      checkNow: (machine: Machine) => Promise<void>;
      /** Takes note of a pipeline that nobody has looked at before. */
      met: (entity: Entity) => Promise<void>;
      limits: Pick<RunLimits, 'timeoutMs' | 'cacheBytes'>;
      logger: LoggerService;
      now?: () => number;
    },
  ) {
    this.queries = new RunQueries(deps.knex);
    this.ended = new EndedRunReader({ ...deps, cacheBytes: deps.limits.cacheBytes });
  }

  async list(pipeline: Pipeline, query: RunQuery): Promise<RunPage> {
    const machine = await this.known(pipeline);
    const { cursor, limit, ...filter } = query;
    const key = `${machine.id}@${machine.version}?${JSON.stringify(query)}`;
    const page = await this.remembered<Pick<RunPage, 'items' | 'nextCursor' | 'counts'>>(
      key,
      async () => {
        const [{ facts, nextCursor }, counts] = await Promise.all([
          this.queries.page(machine.id, filter, cursor, limit),
          cursor === undefined ? this.queries.counts(machine.id, filter) : undefined,
        ]);
        const sizes = await this.deps.jobs.sizes(
          machine,
          facts.flatMap(({ job }) => job?.id ?? []),
        );
        return {
          items: facts.map(fact =>
            withSize(toRun(fact, executionArn(pipeline.stateMachine, fact.runId)), sizes),
          ),
          ...(nextCursor && { nextCursor }),
          ...(counts && { counts }),
        };
      },
    );
    const stale = staleOf(machine, this.now());
    return {
      ...page,
      ...(machine.completeSince !== undefined && {
        completeSince: new Date(machine.completeSince).toISOString(),
      }),
      ...(stale && { stale }),
    };
  }

  async lastByKey(pipeline: Pipeline, keys: string[]): Promise<Map<string, LastRun>> {
    const machine = await this.known(pipeline);
    const facts = await this.queries.lastByKey(machine.id, keys);
    return new Map(
      [...facts].map(([key, { runId, status }]) => [key, { id: runId, status }] as const),
    );
  }

  async get(pipeline: Pipeline, id: string): Promise<RunDetail> {
    const machine = await this.deps.machines.ensure(pipeline.stateMachine.arn);
    const fact = await this.deps.runs.get(machine.id, id);
    const ended = fact && (await this.ended.detail(machine, fact));
    return ended ?? this.liveOrKnown(pipeline, machine, id, fact);
  }

  async redriven({ stateMachine }: Pipeline, id: string, redriveCount: number): Promise<void> {
    const { machines, runs, changes, logger } = this.deps;
    try {
      const machine = await machines.ensure(stateMachine.arn);
      const fact = await runs.get(machine.id, id);
      if (fact) {
        const { endedAt: _endedAt, error: _error, ...rest } = fact;
        const again: RunFact = {
          ...rest,
          status: 'running',
          redriveCount,
          precision: PRECISION.event,
        };
        await changes.tell({ machineId: machine.id, ...(await runs.take(machine.id, [again])) });
      }
    } catch (error) {
      // AWS does it all the same, and tells of it a moment later.
      logger.warn(`That run ${id} was redriven is not known yet: ${(error as Error).message}`);
    }
  }

  async events(pipeline: Pipeline, id: string, query: RunEventQuery): Promise<RunEventPage> {
    const machine = await this.deps.machines.ensure(pipeline.stateMachine.arn);
    const fact = await this.deps.runs.get(machine.id, id);
    const ended = fact && (await this.ended.events(machine, fact));
    const events = ended ?? (await this.deps.live.events(pipeline, id));
    return eventPage(events, query);
  }

  async definition(pipeline: Pipeline, id: string): Promise<RunDefinition> {
    const { machines, histories, live, runs, logger } = this.deps;
    const stateMachineArn = pipeline.stateMachine.arn;
    const machine = await machines.ensure(stateMachineArn);
    const kept = await histories.definition(machine.id, id);
    if (kept !== undefined) {
      return { definition: kept, stateMachineArn };
    }
    const definition = await live.definition(pipeline, id);
    if (await runs.get(machine.id, id)) {
      await histories
        .keepDefinition(machine.id, id, definition)
        .catch(error => logger.warn(`A definition was not kept: ${error.message}`));
    }
    return { definition, stateMachineArn };
  }

  async statistics(pipeline: Pipeline, days: number): Promise<RunStatistics> {
    const machine = await this.known(pipeline);
    const now = this.now();
    const since = startOf(days, now);
    return this.remembered(`${machine.id}@${machine.version}#${since}`, async () =>
      toStatistics(await readFigures(this.deps.knex, machine.id, since), days, now),
    );
  }

  /** The machine, about which AWS has told at least once. Asks AWS only the first time ever. */
  private async known({ stateMachine, entity }: Pipeline): Promise<Machine> {
    const { machines, checkNow, met, limits } = this.deps;
    const machine = await machines.ensure(stateMachine.arn);
    if (machine.checkedAt !== undefined || machine.newestAt !== undefined) {
      await this.viewed(machine);
      return machine;
    }
    await met(entity);
    const deadline = new Deadline(limits.timeoutMs);
    await deadline.race(() => this.firstLooks.share(stateMachine.arn, () => checkNow(machine)));
    return machines.ensure(stateMachine.arn);
  }

  /** Lets the reconciler look at what people look at more often: the same for one viewer and for a thousand. */
  private async viewed(machine: Machine): Promise<void> {
    const now = this.now();
    if (now - (machine.viewedAt ?? 0) < VIEWED_MS) {
      return;
    }
    const again = machine.failures === 0 && now - (machine.checkedAt ?? 0) > VIEWED_MS;
    await this.deps.machines.update(machine.id, {
      viewedAt: now,
      ...(again && machine.dueAt > now && { dueAt: now }),
    });
  }

  /** What was computed before, as long as the key, with the machine's version in it, is the same. */
  private async remembered<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.answers.get(key);
    if (known) {
      return JSON.parse(known) as T;
    }
    const made = await make();
    const text = JSON.stringify(made);
    this.answers.set(key, text, text.length * 2);
    return made;
  }

  private async liveOrKnown(
    pipeline: Pipeline,
    machine: Machine,
    id: string,
    fact: RunFact | undefined,
  ): Promise<RunDetail> {
    const key = `${machine.id}/${id}`;
    const arn = executionArn(pipeline.stateMachine, id);
    const asking = this.deps.live.get(pipeline, id).then(async said => {
      const jobs = await this.withStates(machine, said.jobs);
      const detail = { ...(fact ? notBehind(said, toRun(fact, arn)) : said), jobs };
      this.last.set(key, detail, JSON.stringify(detail).length * 2);
      await this.learn(machine, detail, fact);
      return detail;
    });
    if (!fact) {
      return asking;
    }
    try {
      return await new Deadline(PATIENCE_MS).race(() => asking);
    } catch (error) {
      asking.catch(() => undefined); // its answer, if it comes, serves whoever asks next
      const reason =
        error instanceof NotFoundError
          ? 'AWS has forgotten the run, as it does 90 days after its end'
          : (error as Error).message;
      const last = this.last.get(key);
      const since = new Date(machine.checkedAt ?? fact.startedAt).toISOString();
      return {
        ...(last ?? { steps: [], jobs: [], notices: [] }),
        ...toRun(fact, arn),
        notices: [...(last?.notices ?? ['Its steps and jobs are not known here yet.'])],
        stale: { since, reason },
      };
    }
  }

  /** Only events tell since when a job has been in which state. */
  private async withStates({ accountId, region }: Machine, jobs: Job[]): Promise<Job[]> {
    return Promise.all(
      jobs.map(async job => {
        const { id, virtualClusterId } = job;
        const kept = await this.deps.jobs.get({ accountId, region, virtualClusterId, id });
        return kept?.states ? { ...job, states: kept.states } : job;
      }),
    );
  }

  /** What AWS said of a single run is news for the index, too. */
  private async learn(machine: Machine, detail: RunDetail, fact: RunFact | undefined) {
    const { runs, changes, logger } = this.deps;
    const { id, status, redriveCount, startedAt, endedAt, trigger, job } = detail;
    const said: RunFact = {
      runId: id,
      // Only AWS's own words: that a job waits follows from the job.
      status: status === 'waiting' ? 'running' : status,
      redriveCount,
      startedAt: Date.parse(startedAt),
      ...(endedAt && { endedAt: Date.parse(endedAt) }),
      precision: PRECISION.list,
      ...(trigger && { trigger }),
      ...(job && { job }),
    };
    if (fact && fact.status === status && fact.redriveCount === redriveCount && fact.trigger) {
      return;
    }
    try {
      await changes.tell({ machineId: machine.id, ...(await runs.take(machine.id, [said])) });
    } catch (error) {
      logger.warn(`What AWS said of run ${id} was not kept: ${(error as Error).message}`);
    }
  }

  private now(): number {
    return (this.deps.now ?? Date.now)();
  }
}

/** A run with how much its job may take. */
function withSize(run: Run, sizes: Map<string, JobSize>): Run {
  const size = run.job && sizes.get(run.job.id);
  return run.job && size ? { ...run, job: { ...run.job, size } } : run;
}

/** What AWS says, unless it has not heard yet of a redrive that it took itself. */
function notBehind(said: RunDetail, known: Run): RunDetail {
  if (known.redriveCount <= said.redriveCount) {
    return said;
  }
  const { endedAt: _endedAt, error: _error, ...rest } = said;
  return { ...rest, ...known };
}
