import { execFileSync } from 'node:child_process';
import path from 'node:path';

const HERE = import.meta.dirname;
const TRANSFORM = path.join(HERE, '../../../node_modules/@backstage/cli/config/nodeTransform.cjs');

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; annotations?: Record<string, string> };
  spec: Record<string, any>;
}
export interface Pipeline {
  title: string;
  instance: KubeObject;
  objects: KubeObject[];
  /** Text of the team repo's argocd/project.yaml. */
  projects: string;
}

/** Every example as kro would make it on the platform with this block of app-config. */
export function pipelinesOn(platforms: Record<string, unknown>): Pipeline[] {
  const output = execFileSync(
    process.execPath,
    ['--require', TRANSFORM, path.join(HERE, 'pipelines.cjs')],
    { input: JSON.stringify(platforms), maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' },
  );
  return JSON.parse(output);
}

/** The service of an ACK kind, as ACK names its controllers; undefined for Kubernetes' own kinds. */
export function ackService(object: KubeObject): string | undefined {
  const group = object.apiVersion.split('/')[0]!;
  return group.endsWith('.services.k8s.aws') ? group.split('.')[0] : undefined;
}
