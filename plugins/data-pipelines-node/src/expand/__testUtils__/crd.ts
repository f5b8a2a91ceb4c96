import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubeObject } from '../types';

interface Schema {
  type: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema;
  enum?: unknown[];
}

const FILE = join(__dirname, '../../../../../test/cluster/ack-kinds.json');
const KINDS: { group: string; version: string; kind: string; schema: Schema }[] = JSON.parse(
  readFileSync(FILE, 'utf8'),
).kinds;

/** Whether an object is of a kind of ACK. */
export function isAck(object: KubeObject): boolean {
  return object.apiVersion.includes('.services.k8s.aws/');
}

/**
 * What is wrong with an object of ACK by its controller's own CRD: unknown fields, wrong types, missing fields, values
 * outside of an enum. For tests.
 */
export function ackFaults(object: KubeObject): string[] {
  const found = KINDS.find(
    ({ group, version, kind }) =>
      object.apiVersion === `${group}/${version}` && object.kind === kind,
  );
  if (!found) return [`${object.apiVersion} ${object.kind} is not a kind of ACK`];
  return faults(found.schema.properties!.spec, object.spec, 'spec');
}

function faults(schema: Schema, value: unknown, path: string): string[] {
  const is = [
    Array.isArray(value) && 'array',
    Number.isInteger(value) && 'integer',
    typeof value,
  ].find(Boolean);
  if (is !== schema.type) return [`${path} must be ${schema.type} and is ${JSON.stringify(value)}`];
  if (schema.enum && !schema.enum.includes(value)) return [`${path} must be one of ${schema.enum}`];
  if (Array.isArray(value))
    return value.flatMap((item, index) => faults(schema.items!, item, `${path}[${index}]`));
  if (typeof value !== 'object') return [];
  const fields = value as Record<string, unknown>;
  const missing = (schema.required ?? [])
    .filter(name => !(name in fields))
    .map(name => `${path}.${name} is missing`);
  const rest = Object.entries(fields).flatMap(([name, field]) => {
    const of = schema.properties?.[name] ?? schema.additionalProperties;
    return of ? faults(of, field, `${path}.${name}`) : [`${path}.${name} is unknown`];
  });
  return [...missing, ...rest];
}
