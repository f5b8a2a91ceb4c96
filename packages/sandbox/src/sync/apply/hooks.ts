import { KubeObject, titleOf } from '../kube/kubeObject';
import { isRecord } from '../kube/asKubeObject';
import { PipelineRecord } from '../status/pipelineRecord';
import { JobRunner } from '../steps/jobRunner';

const HOOK = 'argocd.argoproj.io/hook';

/** Whether the object is a hook of Argo CD's sync, and so no part of what is there between syncs. */
export function isHook(object: KubeObject): boolean {
  return object.metadata.annotations?.[HOOK] !== undefined;
}

/**
 * Runs the Jobs that Argo CD would run after a sync, and the CronJobs when they are due.
 *
 * @throws Error that names the step that failed.
 */
export async function runHooks(
  jobs: JobRunner,
  record: PipelineRecord,
  objects: readonly KubeObject[],
  due: { hooks: boolean; scheduled: boolean },
  signal: AbortSignal,
): Promise<void> {
  const configMaps = new Map(
    objects
      .filter(({ kind }) => kind === 'ConfigMap')
      .map(object => [object.metadata.name, object]),
  );
  const toRun = [
    ...(due.hooks ? postSyncJobs(record, objects) : []),
    ...(due.scheduled ? scheduledJobs(objects) : []),
  ];
  for (const job of toRun) {
    record.update({ message: `running ${titleOf(job)}` });
    await jobs.run(
      job,
      configMaps,
      step => {
        record.step(step);
        record.log(`step ${step.name} ended with ${step.exitCode ?? 'no exit code'}`);
      },
      signal,
    );
  }
}

function postSyncJobs(record: PipelineRecord, objects: readonly KubeObject[]): KubeObject[] {
  return objects.filter(object => {
    const phases = object.metadata.annotations?.[HOOK]?.split(',').map(phase => phase.trim());
    const runs = object.kind === 'Job' && (phases?.includes('PostSync') ?? false);
    if (!runs && (phases || object.kind === 'Job')) {
      record.log(`${titleOf(object)}: the sandbox runs only Jobs that are PostSync hooks`);
    }
    return runs;
  });
}

/** Each CronJob as a Job; a suspended one is left out. */
function scheduledJobs(objects: readonly KubeObject[]): KubeObject[] {
  return objects
    .filter(({ kind, spec }) => kind === 'CronJob' && spec?.suspend !== true)
    .map(object => ({
      ...object,
      spec: isRecord(object.spec?.jobTemplate)
        ? (object.spec.jobTemplate.spec as Record<string, unknown>)
        : {},
    }));
}
