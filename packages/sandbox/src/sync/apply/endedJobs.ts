import { isRecord } from '../kube/asKubeObject';
import { KubeObject } from '../kube/kubeObject';
import type { ExternalCollection } from './graphCompiler';

/** The newest Job of each Job and CronJob that the sandbox has run for a pipeline, as a cluster would hold it. */
export class EndedJobs {
  readonly #jobs = new Map<string, KubeObject>();

  /** @param job - the Job, or the CronJob of which one is made */
  add(job: KubeObject, startedAt: Date, succeeded: boolean): void {
    const { name, namespace } = job.metadata;
    this.#jobs.set(`${job.kind}/${name}`, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: job.kind === 'CronJob' ? `${name}-${Math.floor(startedAt.getTime() / 60_000)}` : name,
        namespace,
        labels: labelsOf(job),
        creationTimestamp: startedAt.toISOString(),
      },
      status: {
        ...(succeeded ? { succeeded: 1 } : { failed: 1 }),
        conditions: [{ type: succeeded ? 'Complete' : 'Failed', status: 'True' }],
      },
    });
  }

  /** Those that a graph asks for. */
  select({ apiVersion, kind, metadata }: ExternalCollection): KubeObject[] {
    const labels = Object.entries(metadata.selector.matchLabels ?? {});
    return [...this.#jobs.values()].filter(
      job =>
        job.apiVersion === apiVersion &&
        job.kind === kind &&
        (metadata.namespace === undefined || job.metadata.namespace === metadata.namespace) &&
        labels.every(([key, value]) => job.metadata.labels?.[key] === value),
    );
  }
}

function labelsOf(job: KubeObject): Record<string, string> | undefined {
  if (job.kind !== 'CronJob') {
    return job.metadata.labels;
  }
  const template = isRecord(job.spec?.jobTemplate) ? job.spec.jobTemplate : {};
  const metadata = isRecord(template.metadata) ? template.metadata : {};
  return metadata.labels as Record<string, string> | undefined;
}
