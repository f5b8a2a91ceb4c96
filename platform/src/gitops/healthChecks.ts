import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { PlatformConfig } from '../config/schema.ts';
import { ARGO_CD, type KubeObject } from './KubeObject.ts';

/** The health checks that come with the template: one place for every Argo CD. */
const SHIPPED = path.join(import.meta.dirname, '../../../argocd');
const PIPELINE = path.join(SHIPPED, 'health/data-pipeline.lua');

/**
 * Settings of Argo CD (data of argocd-cm) with the health checks of kro's and ACK's kinds. A managed Argo CD knows those
 * itself and takes no wildcard: it gets one for the kind of each team that is named.
 */
export function healthSettings(config: PlatformConfig): Record<string, string> {
  const { controllers, pipelines, apiGroup } = config;
  if (controllers.argoCd !== 'managed') {
    const file = path.join(SHIPPED, 'argocd-cm.yaml');
    return existsSync(file) ? parse(readFileSync(file, 'utf8')).data : {};
  }
  if (!existsSync(PIPELINE)) return {};
  const check = readFileSync(PIPELINE, 'utf8');
  return Object.fromEntries(
    pipelines.teams
      .filter(team => team !== '*')
      .map(team => [`resource.customizations.health.${team}.${apiGroup}_DataPipeline`, check]),
  );
}

/** The settings as an object, where no chart brings them: for a managed Argo CD. */
export function healthChecks(config: PlatformConfig): KubeObject[] {
  const data = config.controllers.argoCd === 'managed' ? healthSettings(config) : {};
  if (Object.keys(data).length === 0) return [];
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'argocd-cm',
        namespace: ARGO_CD,
        labels: { 'app.kubernetes.io/part-of': 'argocd' },
      },
      data,
    },
  ];
}
