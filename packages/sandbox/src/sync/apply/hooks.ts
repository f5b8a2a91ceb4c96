import { KubeObject, titleOf } from '../kube/kubeObject';
import { isRecord } from '../kube/asKubeObject';
import { PipelineRecord } from '../status/pipelineRecord';
import { StepStatus } from '../status/pipelineStatus';
import { JobRunner } from '../steps/jobRunner';
import { EndedJobs } from './endedJobs';
import { Superseded } from './errors';

const HOOK = 'argocd.argoproj.io/hook';

/** Whether the object is a hook of Argo CD's sync, and so no part of what is there between syncs. */
export function isHook(object: KubeObject): boolean {
  return object.metadata.annotations?.[HOOK] !== undefined;
}

/**
 * Runs the Jobs that Argo CD would run after a sync, and the CronJobs when they are due.
 *
 * @param ended - gets each Job once it has ended
 * @throws Error that names the step that failed.
 */
export async function runHooks(
  jobs: JobRunner,
  record: PipelineRecord,
  objects: readonly KubeObject[],
  due: { hooks: boolean; scheduled: boolean },
  ended: EndedJobs,
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
    const startedAt = new Date();
    const onStep = (step: StepStatus) => {
      record.step(step);
      record.log(`step ${step.name} ended with ${step.exitCode ?? 'no exit code'}`);
    };
    try {
      await jobs.run(jobOf(job), configMaps, onStep, signal);
      ended.add(job, startedAt, true);
    } catch (error) {
      if (!(error instanceof Superseded)) {
        ended.add(job, startedAt, false);
      }
      throw error;
    }
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

/** Each CronJob; a suspended one is left out. */
function scheduledJobs(objects: readonly KubeObject[]): KubeObject[] {
  return objects.filter(({ kind, spec }) => kind === 'CronJob' && spec?.suspend !== true);
}

/** What runs: a Job itself, or the one that a CronJob makes. */
function jobOf(object: KubeObject): KubeObject {
  if (object.kind !== 'CronJob') {
    return object;
  }
  const template = isRecord(object.spec?.jobTemplate) ? object.spec.jobTemplate : {};
  return { ...object, spec: template.spec as Record<string, unknown> | undefined };
}
