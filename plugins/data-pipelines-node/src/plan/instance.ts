import { ANNOTATION_VERSION } from 'backstage-plugin-data-pipelines-common';
import { Form, Platform, StarterJob } from '../form';
import { partitionOf } from './arns';
import { roleNameBase36 } from './base36';
import { Buckets, isOwn } from './buckets';
import { Names } from './names';
import { needsPodTemplates } from './podTemplates';

/** `spec` of the DataPipeline object. What is left out has its default in the RGD's schema. */
export interface InstanceSpec {
  team: string;
  description: string;
  aws: {
    partition: string;
    accountId: string;
    region: string;
    clusterName: string;
    oidcProvider: string;
    emrAccess: 'accessEntry' | 'rbac';
    permissionsBoundary?: string;
  };
  trigger: { on: 'data' | 'script'; prefix: string; suffix: string };
  input: { bucket: string; create: boolean };
  scripts: { bucket: string; create: boolean; prefix: string; entryPoint: string };
  lake: { bucket: string; create: boolean; prefix: string };
  spark: {
    releaseLabel: string;
    driver: { cores: number; memory: string };
    executor: { cores: number; memory: string };
    minExecutors: number;
    maxExecutors: number;
    podTemplates: boolean;
    conf: Record<string, string>;
  };
  virtualCluster: { lifecycle: 'pipeline' | 'run' };
  identity: { mode: 'irsa' | 'podIdentity'; roleNameBase36: string };
  results: { deletionProtection: boolean; retentionDays: number };
  notifications: { emails: string[] };
  limits: { timeoutMinutes: number; maxAttempts: number; concurrentRuns: number };
  encryption: { kmsKeyArn: string };
  logs: { retentionDays: number; cloudWatch: boolean };
  deletion: { buckets: 'retain' | 'delete' };
}

/** The spec of the DataPipeline object of a form. */
export function instanceSpec(
  form: Form,
  platform: Platform,
  names: Names,
  buckets: Buckets,
  job: StarterJob,
): InstanceSpec {
  const { accountId, region, clusterName, oidcProvider, emrAccess, permissionsBoundary } = platform;
  const { driver, executor, releaseLabel, conf } = form.spark;
  const placed = (purpose: keyof Buckets) => ({
    bucket: buckets[purpose].name,
    create: buckets[purpose].origin === 'created',
  });
  // In a bucket that others may use, too, the pipeline keeps to folders of its own name.
  const folder = (purpose: keyof Buckets) =>
    isOwn(buckets, purpose) ? '' : `${form.team}-${form.name}/`;
  return {
    team: form.team,
    description: form.description,
    aws: {
      partition: partitionOf(region),
      accountId,
      region,
      clusterName,
      oidcProvider,
      emrAccess,
      ...(permissionsBoundary ? { permissionsBoundary } : {}),
    },
    trigger: { on: form.trigger.on, prefix: form.trigger.prefix, suffix: form.trigger.suffix },
    input: placed('input'),
    scripts: { ...placed('scripts'), prefix: `scripts/${folder('scripts')}`, entryPoint: job.file },
    lake: { ...placed('lake'), prefix: `lake/${folder('lake') || `${form.name}/`}` },
    spark: {
      releaseLabel,
      driver: { cores: driver.cores, memory: driver.memory },
      executor: { cores: executor.cores, memory: executor.memory },
      minExecutors: executor.min,
      maxExecutors: executor.max,
      podTemplates: needsPodTemplates(form),
      conf: Object.fromEntries(Object.entries(conf).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    virtualCluster: { lifecycle: form.virtualCluster },
    identity: {
      mode: form.identity ?? platform.identity,
      roleNameBase36: roleNameBase36(names.jobRole),
    },
    results: form.results,
    notifications: { emails: form.notifications },
    limits: form.limits,
    encryption: form.encryption,
    logs: form.logs,
    deletion: form.deletion,
  };
}

/** The DataPipeline object of a plan, as its instance.yaml holds it. */
export interface InstanceObject {
  apiVersion: string;
  kind: 'DataPipeline';
  metadata: { name: string; namespace: string; annotations: Record<string, string> };
  spec: InstanceSpec;
}

/** The DataPipeline object with this spec. */
export function instanceObject(plan: {
  names: Names;
  version: string;
  instance: InstanceSpec;
}): InstanceObject {
  return {
    apiVersion: `${plan.names.apiGroup}/v1alpha1`,
    kind: 'DataPipeline',
    metadata: {
      name: plan.names.instance,
      namespace: plan.names.namespace,
      annotations: { [ANNOTATION_VERSION]: plan.version },
    },
    spec: plan.instance,
  };
}
