import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Run, RunDetail, RunError, RunPage } from 'backstage-plugin-data-pipelines-common';
import { readHistory, type RunHistory } from '../history';
import type { Pipeline } from '../pipeline/PipelineReader';
import { executionArn, type StateMachine } from '../pipeline/StateMachine';
import type { RunLimits } from '../platform/RunLimits';
import type { Execution, JobProvider, MapItems, RunProvider } from '../provider';
import { bareRun, toRun, toSteps } from './assemble';
import { Deadline } from './Deadline';
import { inParallel } from './inParallel';
import { JobReader } from './JobReader';
import type { RunQuery, RunService } from './RunService';
import { trimPayloads } from './trimPayloads';

/** Characters of inputs and outputs that one run is answered with. */
const PAYLOAD_BUDGET = 4 * 1024 * 1024;

/** Serves runs from AWS as they are asked for. */
export class DefaultRunService implements RunService {
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

  async list({ stateMachine }: Pipeline, query: RunQuery): Promise<RunPage> {
    const { limits, runs } = this.deps;
    const deadline = new Deadline(limits.timeoutMs);
    const page = await deadline.race(() => runs.list(stateMachine.arn, query));

    const reasons: string[] = [];
    const rows = await inParallel(page.executions, limits.concurrency, async execution => {
      try {
        return await this.row(execution, stateMachine, deadline);
      } catch (error) {
        // A row without its object and job is worth more than no list at all.
        reasons.push((error as Error).message);
        return bareRun(execution);
      }
    });
    return {
      items: query.status ? rows.filter(row => row.status === query.status) : rows,
      ...(page.nextCursor && { nextCursor: page.nextCursor }),
      ...(reasons.length && {
        notices: [
          `Shown without object and job: ${reasons.length === 1 ? '1 run' : `${reasons.length} runs`}. ${unique(reasons)}`,
        ],
      }),
    };
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
    const jobs = read.map(({ job }) => job);
    const { steps, trimmed } = trimPayloads(history.steps, PAYLOAD_BUDGET);
    return {
      ...toRun(execution, history, jobs),
      ...(history.input !== undefined && { input: history.input }),
      ...(history.output !== undefined && { output: history.output }),
      steps: toSteps(steps, jobs, counted.items),
      jobs,
      notices: [
        ...read.flatMap(({ notice }) => notice ?? []),
        ...counted.notices,
        ...(trimmed
          ? [
              `Input and output of ${trimmed} steps are left out: together they are too big to show.`,
            ]
          : []),
      ],
    };
  }

  private async row(execution: Execution, machine: StateMachine, deadline: Deadline): Promise<Run> {
    const history = readHistory(await deadline.race(() => this.deps.runs.outline(execution)));
    const last = history.jobs.at(-1);
    const read = last && (await this.jobs.outcome(last, machine, deadline));
    if (read?.notice) {
      this.deps.logger.debug(read.notice);
    }
    const run = toRun(execution, history, read ? [read.job] : []);
    return run.error ? { ...run, error: withoutCause(run.error) } : run;
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

/** A cause may be 32 KiB of JSON; a list shows the sentence. */
function withoutCause({ cause: _cause, ...error }: RunError): RunError {
  return error;
}

function unique(sentences: string[]): string {
  return [...new Set(sentences)].join(' ');
}
