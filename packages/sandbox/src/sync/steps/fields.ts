import { isRecord } from '../kube/asKubeObject';
import { ManifestError, shown } from '../kube/manifestError';

/** The object at a path of a manifest. */
export function record(where: string, path: string, value: unknown): Record<string, unknown> {
  if (!isRecord(value)) {
    throw new ManifestError(where, path, `is ${shown(value)}, and must be an object`);
  }
  return value;
}

/** The list at a path of a manifest. */
export function list(where: string, path: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) {
    throw new ManifestError(where, path, `is ${shown(value)}, and must be a list`);
  }
  return value;
}
