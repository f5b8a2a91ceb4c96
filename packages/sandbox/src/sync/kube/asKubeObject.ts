import { KubeObject } from './kubeObject';
import { ManifestError, shown } from './manifestError';

const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
// Names of roles and role bindings may hold more than those of other objects.
const RBAC_NAME = /^[a-zA-Z0-9]([-a-zA-Z0-9.:]{0,251}[a-zA-Z0-9])?$/;

/**
 * Holds a document against what every Kubernetes object must have.
 *
 * @param where - the file, for messages
 * @throws ManifestError naming the field.
 */
export function asKubeObject(where: string, document: unknown): KubeObject {
  if (!isRecord(document)) {
    throw new ManifestError(where, '', `holds ${shown(document)}, which is not an object`);
  }
  const { apiVersion, kind, metadata } = document;
  if (typeof apiVersion !== 'string' || apiVersion === '') {
    throw new ManifestError(where, 'apiVersion', `is ${shown(apiVersion)}; give the API's version`);
  }
  if (typeof kind !== 'string' || kind === '') {
    throw new ManifestError(where, 'kind', `is ${shown(kind)}; give the kind of the object`);
  }
  const what = `${where} (${kind})`;
  if (!isRecord(metadata)) {
    throw new ManifestError(what, 'metadata', `is ${shown(metadata)}, and must be an object`);
  }
  const pattern = apiVersion.startsWith('rbac.') ? RBAC_NAME : NAME;
  for (const field of ['name', 'namespace']) {
    const value = metadata[field];
    const needed = field === 'name';
    if (needed ? typeof value !== 'string' || !pattern.test(value) : !isNamespace(value)) {
      throw new ManifestError(
        what,
        `metadata.${field}`,
        `is ${shown(value)}; use small letters, digits and hyphens`,
      );
    }
  }
  for (const field of ['annotations', 'labels']) {
    checkTexts(what, field, metadata[field]);
  }
  return document as unknown as KubeObject;
}

function isNamespace(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && NAME.test(value));
}

function checkTexts(what: string, field: string, value: unknown) {
  if (value === undefined || value === null) {
    return;
  }
  if (!isRecord(value)) {
    throw new ManifestError(what, `metadata.${field}`, `is ${shown(value)}, and must be a map`);
  }
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry !== 'string') {
      throw new ManifestError(
        what,
        `metadata.${field}.${key}`,
        `is ${shown(entry)}, and must be text; put it in quotes`,
      );
    }
  }
}

/** Whether a value is a plain object, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
