import { clusterName, scopeOf } from '../permissions/scope.ts';
import type { PlatformConfig } from '../config/schema.ts';

/** An object of Kubernetes, as it is applied. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [key: string]: unknown;
}

/** Where Argo CD and its own objects live; a managed Argo CD is told the same. */
export const ARGO_CD = 'argocd';

/** The group of Kubernetes that the portal's role is in. */
export const PORTAL_GROUP = 'data-pipelines-portal';

/** The cluster as its Argo CD knows it: by ARN where AWS manages that. */
export function clusterServer(config: PlatformConfig): string {
  if (config.controllers.argoCd !== 'managed') return 'https://kubernetes.default.svc';
  return clusterArn(config);
}

export function clusterArn(config: PlatformConfig): string {
  const { partition, region, account } = scopeOf(config);
  return `arn:${partition}:eks:${region}:${account}:cluster/${clusterName(config)}`;
}

/** The group of Kubernetes that a capability's role is in, by the access entry that EKS makes for it. */
export function capabilityGroup(config: PlatformConfig, role: 'kro' | 'argo-cd'): string {
  const { partition, region, account } = scopeOf(config);
  return `eks-access-entry:arn:${partition}:iam::${account}:role/data-pipelines-${config.name}-${region}-${role}`;
}
