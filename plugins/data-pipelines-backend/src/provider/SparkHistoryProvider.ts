import type { JobRef } from './JobProvider';

/** Where a job's Spark history is looked at. Errors are those of `@backstage/errors`, each with a sentence for people. */
export interface SparkHistoryProvider {
  /** An address that opens the job's Spark UI for whoever has it; good for some minutes. Never to be logged. */
  url(job: JobRef, jobArn: string): Promise<string>;
}
