import type { Job, RunDetail } from 'backstage-plugin-data-pipelines-common';

/**
 * The job of the step that made the run fail. Other jobs are not the reason: one that failed was tried again, one that
 * was cancelled was cut off by the failure of another branch.
 */
export function failedJob({ error, jobs, steps }: RunDetail): Job | undefined {
  const ofStep = steps.filter(({ name }) => name === error?.step).map(({ jobId }) => jobId);
  const job = error?.step ? jobs.findLast(({ id }) => ofStep.includes(id)) : jobs.at(-1);
  return job && ['FAILED', 'CANCELLED'].includes(job.state) ? job : undefined;
}
