import { isRecord } from '../kube/asKubeObject';
import { KubeObject, titleOf } from '../kube/kubeObject';
import { ManifestError, shown } from '../kube/manifestError';

/** One container as the sandbox runs it: a command on this machine. */
export interface ContainerSpec {
  name: string;
  /** Command and arguments, still with the paths inside the container. */
  command: string[];
  env: [name: string, value: string][];
  workingDir?: string;
  mounts: Mount[];
}

/** A volume and where the container sees it. */
export interface Mount {
  /** Absolute, without a slash at its end. */
  path: string;
  /** Name of the volume, which all containers of the job share. */
  volume: string;
  /** Content by file name; none for an empty folder. */
  files: Map<string, Buffer>;
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

const DEFAULT_LIMIT = 300;
const MAX_LIMIT = 900;
// A cluster tries a job seven times when nothing is said; here a person waits for the answer.
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
    limit: Math.min(typeof limit === 'number' && limit > 0 ? limit : DEFAULT_LIMIT, MAX_LIMIT),
    attempts: Math.min(typeof backoffLimit === 'number' ? backoffLimit + 1 : 7, MAX_ATTEMPTS),
  };
}

function readVolumes(
  where: string,
  value: unknown,
  configMaps: ReadonlyMap<string, KubeObject>,
): Map<string, Map<string, Buffer>> {
  const volumes = new Map<string, Map<string, Buffer>>();
  list(where, 'spec.template.spec.volumes', value ?? []).forEach((entry, index) => {
    const path = `spec.template.spec.volumes[${index}]`;
    const { name, configMap, emptyDir } = record(where, path, entry);
    if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(String(name))) {
      throw new ManifestError(
        where,
        `${path}.name`,
        `is ${shown(name)}; use small letters, digits and hyphens`,
      );
    }
    if (emptyDir !== undefined) {
      volumes.set(String(name), new Map());
      return;
    }
    if (!isRecord(configMap)) {
      throw new ManifestError(where, path, 'the sandbox has only configMap and emptyDir volumes');
    }
    const source = configMaps.get(String(configMap.name));
    if (!source) {
      throw new ManifestError(
        where,
        `${path}.configMap.name`,
        `is ${shown(configMap.name)}, and the pipeline has no such ConfigMap; generate it in kustomization.yaml`,
      );
    }
    volumes.set(String(name), pick(where, `${path}.configMap`, source, configMap.items));
  });
  return volumes;
}

function pick(
  where: string,
  path: string,
  source: KubeObject,
  items: unknown,
): Map<string, Buffer> {
  const all = configMapFiles(source);
  if (items === undefined) {
    return all;
  }
  return new Map(
    list(where, `${path}.items`, items).map((entry, index) => {
      const item = record(where, `${path}.items[${index}]`, entry);
      const content = all.get(String(item.key));
      // A path with folders in it could name a place outside; the sandbox has no need for it.
      if (
        !content ||
        !/^[-._a-zA-Z0-9]+$/.test(String(item.path)) ||
        /^\.+$/.test(`${item.path}`)
      ) {
        throw new ManifestError(
          where,
          `${path}.items[${index}]`,
          `is ${shown(item)}; key must be one of the ConfigMap's and path a plain file name`,
        );
      }
      return [String(item.path), content];
    }),
  );
}

/** The files that a ConfigMap stands for. */
function configMapFiles(source: KubeObject): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const [field, encoding] of [
    ['data', 'utf8'],
    ['binaryData', 'base64'],
  ] as const) {
    for (const [key, text] of Object.entries((source[field] ?? {}) as Record<string, unknown>)) {
      files.set(key, Buffer.from(String(text), encoding));
    }
  }
  return files;
}

function readContainer(
  job: KubeObject,
  path: string,
  container: Record<string, unknown>,
  volumes: ReadonlyMap<string, Map<string, Buffer>>,
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

function readMount(
  where: string,
  path: string,
  value: unknown,
  volumes: ReadonlyMap<string, Map<string, Buffer>>,
): Mount {
  const mount = record(where, path, value);
  const target = String(mount.mountPath).replace(/\/+$/, '');
  if (
    !/^(\/[-._a-zA-Z0-9]+)+$/.test(target) ||
    target.split('/').some(part => /^\.+$/.test(part))
  ) {
    throw new ManifestError(
      where,
      `${path}.mountPath`,
      `is ${shown(mount.mountPath)}, and must be an absolute path such as /steps`,
    );
  }
  const files = volumes.get(String(mount.name));
  if (!files || mount.subPath !== undefined) {
    throw new ManifestError(
      where,
      path,
      `is ${shown(mount)}; name one of the volumes, without subPath`,
    );
  }
  return { path: target, volume: String(mount.name), files };
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

function record(where: string, path: string, value: unknown): Record<string, unknown> {
  if (!isRecord(value)) {
    throw new ManifestError(where, path, `is ${shown(value)}, and must be an object`);
  }
  return value;
}

function list(where: string, path: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) {
    throw new ManifestError(where, path, `is ${shown(value)}, and must be a list`);
  }
  return value;
}
