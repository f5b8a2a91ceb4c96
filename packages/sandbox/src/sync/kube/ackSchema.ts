import ackKinds from './ackKinds.json';
import { KubeObject, titleOf } from './kubeObject';
import { ManifestError, shown } from './manifestError';

/** `'string'`, `'integer'`, `'boolean'`, a list of one type, a map `{'*': type}` or an object of named fields. */
type FieldType = string | FieldType[] | { [field: string]: FieldType };

const kinds = new Map(
  Object.entries(ackKinds as Record<string, { required: string[]; spec: unknown }>),
);

/** Whether a controller of ACK is known for the object's kind. */
export function isAckKind(object: KubeObject): boolean {
  return kinds.has(`${object.apiVersion} ${object.kind}`);
}

/**
 * Holds an object's spec against the controller's own definition, as an API server would: unknown fields, wrong types
 * and missing required fields.
 *
 * @throws ManifestError that names every field at fault.
 */
export function checkAckSpec(object: KubeObject): void {
  const kind = kinds.get(`${object.apiVersion} ${object.kind}`);
  if (!kind) {
    throw new ManifestError(titleOf(object), 'kind', `${object.kind} is not a kind known here`);
  }
  const spec = object.spec ?? {};
  const problems: string[] = [];
  for (const field of kind.required) {
    if (spec[field] === undefined || spec[field] === '') {
      problems.push(`spec.${field}: is missing; set it`);
    }
  }
  checkValue(spec, kind.spec as FieldType, 'spec', problems);
  if (problems.length > 0) {
    throw new ManifestError(titleOf(object), '', problems.join('; '));
  }
}

function checkValue(value: unknown, type: FieldType, path: string, problems: string[]) {
  if (value === undefined || value === null) {
    return;
  }
  if (Array.isArray(type)) {
    checkList(value, type[0], path, problems);
  } else if (typeof type === 'object') {
    checkObject(value, type, path, problems);
  } else if (!isScalar(value, type)) {
    problems.push(`${path}: is ${shown(value)}, and must be of type ${type}`);
  }
}

function checkList(value: unknown, item: FieldType, path: string, problems: string[]) {
  if (!Array.isArray(value)) {
    problems.push(`${path}: is ${shown(value)}, and must be a list`);
    return;
  }
  value.forEach((entry, index) => checkValue(entry, item, `${path}[${index}]`, problems));
}

function checkObject(
  value: unknown,
  fields: Record<string, FieldType>,
  path: string,
  problems: string[],
) {
  if (typeof value !== 'object' || Array.isArray(value)) {
    problems.push(`${path}: is ${shown(value)}, and must be an object`);
    return;
  }
  for (const [field, entry] of Object.entries(value as object)) {
    const type = Object.hasOwn(fields, '*') ? fields['*'] : own(fields, field);
    if (type === undefined) {
      problems.push(`${path}.${field}: there is no such field; ${remedy(field, fields)}`);
    } else {
      checkValue(entry, type, `${path}.${field}`, problems);
    }
  }
}

function own(fields: Record<string, FieldType>, field: string): FieldType | undefined {
  return Object.hasOwn(fields, field) ? fields[field] : undefined;
}

function remedy(field: string, fields: Record<string, FieldType>): string {
  const alike = Object.keys(fields).find(name => name.toLowerCase() === field.toLowerCase());
  return alike ? `it is written ${alike}` : 'remove it';
}

function isScalar(value: unknown, type: string): boolean {
  return type === 'integer' ? Number.isSafeInteger(value) : typeof value === type;
}
