import { NotFoundError } from '@backstage/errors';
import type { LogFileList, LogSlice } from 'backstage-plugin-data-pipelines-common';
import type { Readable } from 'node:stream';
import type { JobPlace, Logs, Range } from '../logs';
import type { Pipeline } from '../pipeline/PipelineReader';
import type { SparkHistoryProvider } from '../provider';
import type { RunService } from '../service/RunService';

/** Names a job: jobs are reached through their run only, so that nobody reaches one through another pipeline. */
export interface JobOfRun {
  runId: string;
  jobId: string;
}

/** What a run's jobs wrote down of themselves. Who may ask is decided before. */
export class JobService {
  constructor(
    private readonly deps: {
      runs: RunService;
      logs: Logs;
      sparkHistory: SparkHistoryProvider;
    },
  ) {}

  async logs(pipeline: Pipeline, of: JobOfRun): Promise<LogFileList> {
    return this.deps.logs.list(await this.place(pipeline, of));
  }

  async log(pipeline: Pipeline, of: JobOfRun, logId: string, range: Range): Promise<LogSlice> {
    return this.deps.logs.read(await this.place(pipeline, of), logId, range);
  }

  /** The whole log as text. */
  async openLog(pipeline: Pipeline, of: JobOfRun, logId: string): Promise<Readable> {
    return this.deps.logs.open(await this.place(pipeline, of), logId);
  }

  /** An address that opens the job's Spark UI for whoever has it. */
  async sparkHistory(pipeline: Pipeline, of: JobOfRun): Promise<string> {
    const { job, accountId, region } = await this.place(pipeline, of);
    const [, partition] = pipeline.stateMachine.arn.split(':');
    const { id, virtualClusterId } = job;
    const arn = `arn:${partition}:emr-containers:${region}:${accountId}:/virtualclusters/${virtualClusterId}/jobruns/${id}`;
    return this.deps.sparkHistory.url({ accountId, region, id, virtualClusterId }, arn);
  }

  private async place(pipeline: Pipeline, { runId, jobId }: JobOfRun): Promise<JobPlace> {
    const run = await this.deps.runs.get(pipeline, runId);
    const job = run.jobs.find(({ id }) => id === jobId);
    if (!job) {
      throw new NotFoundError(`Run ${runId} has no job ${jobId.slice(0, 60)}`);
    }
    const { accountId, region } = pipeline.stateMachine;
    return { accountId, region, job };
  }
}
