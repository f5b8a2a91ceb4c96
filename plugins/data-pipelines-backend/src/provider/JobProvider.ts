import type { Job } from 'backstage-plugin-data-pipelines-common';

/** Where to find a job. EMR knows jobs only together with their virtual cluster. */
export interface JobRef {
  accountId: string;
  region: string;
  virtualClusterId: string;
  id: string;
}

/** Where jobs come from. Errors are those of `@backstage/errors`, each with a sentence for people. */
export interface JobProvider {
  describe(ref: JobRef): Promise<Job>;
}
