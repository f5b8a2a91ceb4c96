import { isRecord } from '../kube/asKubeObject';
import { KubeObject, titleOf } from '../kube/kubeObject';
import { ManifestError, shown } from '../kube/manifestError';
import { list, record } from './fields';
import { configMapFiles, Mount, readMount, readVolumes, Volumes } from './volumes';

/** One container as the sandbox runs it: a command on this machine. */
export interface ContainerSpec {
  name: string;
  /** Command and arguments, still with the paths inside the container. */
  command: string[];
  env: [name: string, value: string][];
  workingDir?: string;
  mounts: Mount[];
}

/** A Job as the sandbox runs it: its containers one after another. */
export interface JobSpec {
  name: string;
  containers: ContainerSpec[];
  /** Seconds for the whole job. */
  limit: number;
  /** How often it is tried. */
  attempts: number;
}

// A cluster gives a job more time and tries it more often; here all that it may wait for is there, and so is a person.
const MAX_LIMIT = 300;
const MAX_ATTEMPTS = 3;

/**
 * Reads a Job (or the template of a CronJob).
 *
 * @param job - the object with `spec.template`
 * @param configMaps - of the pipeline, by name
 * @throws ManifestError for what the sandbox cannot run, naming the field.
 */
export function readJob(job: KubeObject, configMaps: ReadonlyMap<string, KubeObject>): JobSpec {
  const where = titleOf(job);
  const spec = job.spec ?? {};
  const template = record(where, 'spec.template', spec.template);
  const pod = record(where, 'spec.template.spec', template.spec);
  const volumes = readVolumes(where, pod.volumes, configMaps);
  const containers = ['initContainers', 'containers'].flatMap(field =>
    list(where, `spec.template.spec.${field}`, pod[field] ?? []).map((entry, index) => {
      const path = `spec.template.spec.${field}[${index}]`;
      return readContainer(job, path, record(where, path, entry), volumes, configMaps);
    }),
  );
  if (containers.length === 0) {
    throw new ManifestError(where, 'spec.template.spec.containers', 'is empty; name one');
  }
  const { activeDeadlineSeconds: limit, backoffLimit } = spec;
  return {
    name: job.metadata.name,
    containers,
    limit: Math.min(typeof limit === 'number' && limit > 0 ? limit : MAX_LIMIT, MAX_LIMIT),
    attempts: Math.min(
      typeof backoffLimit === 'number' ? backoffLimit + 1 : MAX_ATTEMPTS,
      MAX_ATTEMPTS,
    ),
  };
}

function readContainer(
  job: KubeObject,
  path: string,
  container: Record<string, unknown>,
  volumes: Volumes,
  configMaps: ReadonlyMap<string, KubeObject>,
): ContainerSpec {
  const where = titleOf(job);
  const command = [
    ...list(where, `${path}.command`, container.command ?? []),
    ...list(where, `${path}.args`, container.args ?? []),
  ].map(String);
  if (container.command === undefined) {
    throw new ManifestError(
      where,
      `${path}.command`,
      'is missing, and the sandbox does not run images; give the command',
    );
  }
  const mounts = list(where, `${path}.volumeMounts`, container.volumeMounts ?? []).map(
    (entry, index) => readMount(where, `${path}.volumeMounts[${index}]`, entry, volumes),
  );
  return {
    name: String(container.name),
    command,
    env: readEnv(job, path, container, configMaps),
    workingDir: container.workingDir === undefined ? undefined : String(container.workingDir),
    mounts,
  };
}

function readEnv(
  job: KubeObject,
  path: string,
  container: Record<string, unknown>,
  configMaps: ReadonlyMap<string, KubeObject>,
): [string, string][] {
  const where = titleOf(job);
  return list(where, `${path}.env`, container.env ?? []).map((entry, index) => {
    const { name, value, valueFrom } = record(where, `${path}.env[${index}]`, entry);
    if (valueFrom === undefined) {
      return [String(name), value === undefined ? '' : String(value)];
    }
    const source = record(where, `${path}.env[${index}].valueFrom`, valueFrom);
    const found = fieldOf(job, source.fieldRef) ?? keyOfMap(configMaps, source.configMapKeyRef);
    if (found === undefined) {
      throw new ManifestError(
        where,
        `${path}.env[${index}].valueFrom`,
        `is ${shown(valueFrom)}; the sandbox knows metadata.namespace, metadata.name and the keys of the pipeline's ConfigMaps`,
      );
    }
    return [String(name), found];
  });
}

function fieldOf(job: KubeObject, reference: unknown): string | undefined {
  const fieldPath = isRecord(reference) ? reference.fieldPath : undefined;
  return fieldPath === 'metadata.namespace' || fieldPath === 'metadata.name'
    ? job.metadata[fieldPath === 'metadata.name' ? 'name' : 'namespace']
    : undefined;
}

function keyOfMap(configMaps: ReadonlyMap<string, KubeObject>, reference: unknown) {
  if (!isRecord(reference)) {
    return undefined;
  }
  const source = configMaps.get(String(reference.name));
  return source && configMapFiles(source).get(String(reference.key))?.toString('utf8');
}
