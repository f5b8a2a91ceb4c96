import type { LoggerService } from '@backstage/backend-plugin-api';
import type { RunDetail } from 'backstage-plugin-data-pipelines-common';
import { type HistoryEvent, readHistory, type RunHistory } from '../history';
import type { Pipeline } from '../pipeline/PipelineReader';
import { executionArn } from '../pipeline/StateMachine';
import type { RunLimits } from '../platform/RunLimits';
import { inParallel, type JobProvider, type MapItems, type RunProvider } from '../provider';
import { toRunDetail } from './assemble';
import { Deadline } from './Deadline';
import { JobReader } from './JobReader';

/** Serves single runs from AWS as they are asked for: those that go on, and those that the index does not have yet. */
export class DefaultRunService {
  private readonly jobs: JobReader;

  constructor(
    private readonly deps: {
      runs: RunProvider;
      jobs: JobProvider;
      limits: Pick<RunLimits, 'timeoutMs' | 'concurrency'>;
      logger: LoggerService;
    },
  ) {
    this.jobs = new JobReader(deps.jobs);
  }

  async get({ stateMachine }: Pipeline, id: string): Promise<RunDetail> {
    const { limits, runs } = this.deps;
    const deadline = new Deadline(limits.timeoutMs);
    const execution = await deadline.race(() => runs.describe(executionArn(stateMachine, id)));
    const history = readHistory(await deadline.race(() => runs.history(execution)));

    const [read, counted] = await Promise.all([
      inParallel(history.jobs, limits.concurrency, job =>
        this.jobs.read(job, stateMachine, deadline),
      ),
      this.countItems(history, deadline),
    ]);
    return toRunDetail({
      execution,
      history,
      jobs: read.map(({ job }) => job),
      items: counted.items,
      notices: [...read.flatMap(({ notice }) => notice ?? []), ...counted.notices],
    });
  }

  /** All events of a run, oldest first. */
  async events({ stateMachine }: Pipeline, id: string): Promise<HistoryEvent[]> {
    const { limits, runs } = this.deps;
    const deadline = new Deadline(limits.timeoutMs);
    const execution = await deadline.race(() => runs.describe(executionArn(stateMachine, id)));
    return deadline.race(() => runs.history(execution));
  }

  /** The definition that the run has, as ASL JSON. */
  async definition({ stateMachine }: Pipeline, id: string): Promise<string> {
    const deadline = new Deadline(this.deps.limits.timeoutMs);
    return deadline.race(() => this.deps.runs.definition(executionArn(stateMachine, id)));
  }

  private async countItems(history: RunHistory, deadline: Deadline) {
    const items = new Map<string, MapItems>();
    const notices: string[] = [];
    await inParallel(history.mapRuns, this.deps.limits.concurrency, async ({ stepId, arn }) => {
      try {
        items.set(stepId, await deadline.race(() => this.deps.runs.mapItems(arn)));
      } catch (error) {
        notices.push(`The items of a Map are not counted. ${(error as Error).message}`);
      }
    });
    return { items, notices };
  }
}
