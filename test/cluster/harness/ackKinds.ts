import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from './KubeObject.ts';

/** A part of a kind's OpenAPI schema. */
export interface Schema {
  type?: string;
  format?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  [keyword: string]: unknown;
}

/** One kind of ACK, as its controller defines it. */
export interface AckKind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  scope: string;
  schema: Schema;
}

/** The kinds of ACK that a pipeline may use, from the project's copy of the controllers' own definitions. */
export const ACK_KINDS: AckKind[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../ack-kinds.json'), 'utf8'),
).kinds;

/** The CustomResourceDefinitions of these kinds. */
export function ackCrds(): KubeObject[] {
  return ACK_KINDS.map(({ group, version, kind, plural, scope, schema }) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: withoutEmptyRules(schema) },
        },
      ],
    },
  }));
}

/** Writes each definition to a file of the folder, for krolint and krorun. */
export function writeCrds(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const crd of ackCrds()) {
    // JSON is YAML.
    writeFileSync(join(folder, `${crd.metadata.name}.yaml`), JSON.stringify(crd));
  }
}

/** The copy lost the text of the controllers' CEL rules; an empty rule is none. */
function withoutEmptyRules(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === 'x-kubernetes-validations' ? undefined : value,
  );
}
