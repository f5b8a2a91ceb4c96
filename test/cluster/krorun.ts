import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCrds } from './harness/ackKinds.ts';
import { programs } from './harness/folders.ts';
import type { KubeObject } from './harness/KubeObject.ts';

/** What is there beside the instance, by resource id. */
export interface ClusterState {
  /** By name of the object. */
  statuses: Record<string, Record<string, unknown>>;
  /** Objects that are read and not made. */
  external: Record<string, KubeObject[]>;
}

export interface Case {
  /** The ResourceGraphDefinition as its file has it. */
  definition: string;
  /** Left out: only the kind that the definition makes. */
  instance?: unknown;
  cluster?: ClusterState;
}

export interface Outcome {
  /** For which the API server would refuse the instance. */
  problems?: string[];
  /** kro's own. */
  error?: string;
  kind?: any;
  instance?: KubeObject;
  order: string[];
  resources: Record<
    string,
    {
      skipped: boolean;
      waiting?: string;
      ready: boolean;
      objects: KubeObject[];
      external?: unknown;
    }
  >;
  status: Record<string, unknown> | null;
  conditions: { type: string; status: string; reason: string; message: string }[];
}

/** Runs cases through kro's own compiler and runtime, offline. */
export function krorun(cases: Case[]): Outcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'krorun-'));
  try {
    writeCrds(folder);
    const answer = execFileSync(join(programs(), 'krorun'), [folder], {
      input: JSON.stringify(cases),
      maxBuffer: 1 << 30,
    });
    return JSON.parse(answer.toString());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The schema of `spec` of the kind that a definition makes. */
export function specSchema(definition: string) {
  const [{ kind, error }] = krorun([{ definition }]);
  if (error) throw new Error(error);
  return kind.spec.versions[0].schema.openAPIV3Schema.properties.spec;
}
