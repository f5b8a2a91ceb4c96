import { posix } from 'node:path';
import { KubeObject } from '../kube/kubeObject';
import { ManifestError, shown } from '../kube/manifestError';
import { Folder } from './folder';
import { asKubeObject, isRecord } from '../kube/asKubeObject';
import { parseYaml } from './yaml';

const FILE = 'kustomization.yaml';
const KNOWN = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'namespace',
  'resources',
  'configMapGenerator',
  'generatorOptions',
  'commonAnnotations',
]);
// What a cluster takes in one ConfigMap.
const CONFIG_MAP_BYTES = 1024 * 1024;

/** One object and the file that it is from. */
export interface SourcedObject {
  file: string;
  object: KubeObject;
}

/**
 * Builds a folder as `kustomize build` does, as far as pipelines need it: resources, generated ConfigMaps, namespace and
 * common annotations. ConfigMaps keep their plain names: nothing here needs the hash that makes pods roll.
 *
 * @throws ManifestError naming file and field, also for a field of kustomize that would change the outcome and is not
 * known here.
 */
export function buildKustomization(folder: Folder): SourcedObject[] {
  const where = folder.locate(FILE);
  if (!folder.has(FILE)) {
    throw new ManifestError(where, '', 'is missing; a pipeline folder needs one');
  }
  const [spec, ...more] = parseYaml(where, folder.read(FILE, FILE, ''));
  if (!isRecord(spec) || more.length > 0) {
    throw new ManifestError(where, '', 'must hold one Kustomization');
  }
  const unknown = Object.keys(spec).find(field => !KNOWN.has(field));
  if (unknown) {
    throw new ManifestError(
      where,
      unknown,
      `the sandbox does not know this field of kustomize; remove it (known: ${[...KNOWN].join(', ')})`,
    );
  }
  const objects = [...readResources(folder, spec), ...generateConfigMaps(folder, spec)];
  for (const { file, object } of objects) {
    placeObject(file, object, spec);
  }
  return objects;
}

function readResources(folder: Folder, spec: Record<string, unknown>): SourcedObject[] {
  return listOf(folder, spec, 'resources').flatMap((path, index) => {
    const content = folder.read(path, FILE, `resources[${index}]`);
    const file = folder.locate(posix.normalize(path as string));
    return parseYaml(file, content).map(document => ({
      file,
      object: asKubeObject(file, document),
    }));
  });
}

function generateConfigMaps(folder: Folder, spec: Record<string, unknown>): SourcedObject[] {
  const file = folder.locate(FILE);
  return listOf(folder, spec, 'configMapGenerator').map((entry, index) => {
    const field = `configMapGenerator[${index}]`;
    if (!isRecord(entry)) {
      throw new ManifestError(file, field, `is ${shown(entry)}, and must be an object`);
    }
    const object: KubeObject = asKubeObject(`${file}: ${field}`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: entry.name,
        ...(entry.namespace === undefined ? {} : { namespace: entry.namespace }),
      },
      data: {},
      binaryData: {},
    });
    const data = object.data as Record<string, string>;
    const binaryData = object.binaryData as Record<string, string>;
    let bytes = 0;
    for (const [key, content] of configMapFiles(folder, entry, field)) {
      bytes += content.length;
      // As Kubernetes does: what is not UTF-8 goes into binaryData.
      if (Buffer.from(content.toString('utf8')).equals(content)) {
        data[key] = content.toString('utf8');
      } else {
        binaryData[key] = content.toString('base64');
      }
    }
    if (bytes > CONFIG_MAP_BYTES) {
      throw new ManifestError(
        file,
        field,
        `its files have ${bytes} bytes, and a cluster takes ${CONFIG_MAP_BYTES} in one ConfigMap; split it`,
      );
    }
    return { file, object };
  });
}

function configMapFiles(
  folder: Folder,
  entry: Record<string, unknown>,
  field: string,
): [string, Buffer][] {
  const file = folder.locate(FILE);
  const files = entry.files ?? [];
  const literals = entry.literals ?? [];
  if (!Array.isArray(files) || !Array.isArray(literals) || entry.envs || entry.env) {
    throw new ManifestError(file, field, 'give its content by files or literals, each a list');
  }
  return [
    ...files.map((text, index): [string, Buffer] => {
      const at = `${field}.files[${index}]`;
      const [key, path] = splitAt(String(text), '=');
      const content = folder.read(path ?? key, FILE, at);
      return [checkKey(file, at, path ? key : posix.basename(key)), content];
    }),
    ...literals.map((text, index): [string, Buffer] => {
      const at = `${field}.literals[${index}]`;
      const [key, value] = splitAt(String(text), '=');
      return [checkKey(file, at, key), Buffer.from(value ?? '')];
    }),
  ];
}

function splitAt(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function checkKey(file: string, field: string, key: string): string {
  if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key) || key === '.' || key === '..') {
    throw new ManifestError(
      file,
      field,
      `the key ${shown(key)} may hold only letters, digits, '-', '_' and '.'`,
    );
  }
  return key;
}

function placeObject(file: string, object: KubeObject, spec: Record<string, unknown>) {
  const { namespace, commonAnnotations } = spec;
  if (namespace !== undefined && object.kind !== 'Namespace') {
    object.metadata.namespace = String(namespace);
  }
  if (isRecord(commonAnnotations)) {
    object.metadata.annotations = {
      ...object.metadata.annotations,
      ...(commonAnnotations as Record<string, string>),
    };
  }
  asKubeObject(file, object);
}

function listOf(folder: Folder, spec: Record<string, unknown>, field: string): unknown[] {
  const value = spec[field] ?? [];
  if (!Array.isArray(value)) {
    throw new ManifestError(folder.locate(FILE), field, `is ${shown(value)}, and must be a list`);
  }
  return value;
}
