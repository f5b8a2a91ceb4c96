import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import type { Diagnosis, RunDetail } from 'backstage-plugin-data-pipelines-common';
import type { FoundReason, Logs } from '../logs';
import type { Pipeline } from '../pipeline/PipelineReader';
import type { RunService } from '../service/RunService';
import { diagnose } from './diagnose';
import { failedJob } from './failedJob';

const FAILED = ['failed', 'timedOut', 'stopped'];

/** Says why a run failed. */
export class DiagnosisService {
  constructor(private readonly deps: { runs: RunService; logs: Logs; logger: LoggerService }) {}

  /** @throws NotFoundError when the run did not fail. */
  async diagnose(pipeline: Pipeline, id: string): Promise<Diagnosis> {
    const run = await this.deps.runs.get(pipeline, id);
    if (!FAILED.includes(run.status)) {
      throw new NotFoundError(`Run ${id} did not fail: its status is ${run.status}`);
    }
    const job = failedJob(run);
    // The log of a job that was cancelled tells how it was cut off, not why the run failed.
    const found = job?.state === 'FAILED' ? await this.reasonOf(pipeline, run, job) : undefined;
    return diagnose(run, job, found);
  }

  /** A log that cannot be read makes the diagnosis poorer, not impossible. */
  private async reasonOf(
    { stateMachine: { accountId, region } }: Pipeline,
    run: RunDetail,
    job: RunDetail['jobs'][number],
  ): Promise<FoundReason | undefined> {
    try {
      return await this.deps.logs.reason({ accountId, region, job });
    } catch (error) {
      this.deps.logger.debug(
        `The logs of job ${job.id} of run ${run.id} tell nothing: ${(error as Error).message}`,
      );
      return undefined;
    }
  }
}
