import type { Job } from 'backstage-plugin-data-pipelines-common';
import type { StateMachine } from '../pipeline/StateMachine';
import type { JobProvider } from '../provider';
import type { Deadline } from './Deadline';

/** A job with what EMR says of it now, or as the history has it and why no more could be had. */
export interface ReadJob {
  job: Job;
  notice?: string;
}

/** Completes the jobs that a history tells of. EMR knows more than the history, but forgets sooner. */
export class JobReader {
  constructor(private readonly jobs: JobProvider) {}

  /** All that can be known of the job. Never rejects. */
  async read(job: Job, machine: StateMachine, deadline: Deadline): Promise<ReadJob> {
    const { id, virtualClusterId } = job;
    const { accountId, region } = machine;
    const asKnown = `Job ${id} is shown as its run's history has it`;
    if (!virtualClusterId) {
      return { job, notice: `${asKnown}, which does not name the job's virtual cluster.` };
    }
    try {
      const told = await deadline.race(() =>
        this.jobs.describe({ accountId, region, virtualClusterId, id }),
      );
      return { job: { ...job, ...told } };
    } catch (error) {
      return { job, notice: `${asKnown}. ${(error as Error).message}` };
    }
  }
}
