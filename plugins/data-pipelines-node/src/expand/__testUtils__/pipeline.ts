import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildRgd } from '../../embed';
import { compileGraph } from '../graph/graph';
import { KubeObject } from '../types';

const SKELETON = join(__dirname, '../../../../../skeleton');
const GROUP = 'retail.pipelines.example.org';

/** The skeleton's definition, for a team called retail. For tests. */
export const rgd = buildRgd(path => readFileSync(join(SKELETON, path), 'utf8'), {
  group: GROUP,
  team: 'retail',
  version: '0.1.0',
  emrAccess: 'accessEntry',
});

export const graph = compileGraph(rgd);

const bucket = (purpose: string) => `retail-taxi-daily-${purpose}-123456789012-eu-west-1`;

/** A pipeline with as little in its spec as may be; `spec` is laid over it, field by field of the first two levels. */
export function pipeline(spec: Record<string, object> = {}): KubeObject {
  const least: Record<string, object | string> = {
    team: 'retail',
    aws: {
      accountId: '123456789012',
      region: 'eu-west-1',
      clusterName: 'sandbox',
      oidcProvider: 'oidc.eks.eu-west-1.amazonaws.com/id/SANDBOX',
    },
    input: { bucket: bucket('input') },
    scripts: { bucket: bucket('scripts'), entryPoint: 'taxi_summary.py' },
    lake: { bucket: bucket('lake'), prefix: 'lake/taxi-daily/' },
    identity: { roleNameBase36: 'c7ohmynrs14q04uudoef8n97xdufwajzua' },
  };
  for (const [name, fields] of Object.entries(spec)) {
    least[name] = typeof fields === 'object' ? { ...(least[name] as object), ...fields } : fields;
  }
  return {
    apiVersion: `${GROUP}/v1alpha1`,
    kind: 'DataPipeline',
    metadata: { name: 'taxi-daily', namespace: 'retail-taxi-daily' },
    spec: least,
  };
}

/** Spec choices that between them take every branch of the definition. */
export const CHOICES: Record<string, Record<string, object>> = {
  least: {},
  'script trigger': { trigger: { on: 'script' } },
  'a cluster for each run': { virtualCluster: { lifecycle: 'run' } },
  'a cluster for each run, EMR by RBAC': {
    virtualCluster: { lifecycle: 'run' },
    aws: { emrAccess: 'rbac' },
  },
  'EMR by RBAC': { aws: { emrAccess: 'rbac' } },
  'pod identity': { identity: { mode: 'podIdentity' } },
  'one bucket for all': {
    scripts: { bucket: bucket('input'), create: false },
    lake: { bucket: bucket('input'), create: false },
  },
  'buckets that exist': {
    input: { create: false },
    scripts: { create: false },
    lake: { create: false },
  },
  'us-east-1': { aws: { region: 'us-east-1' } },
  'own key, mails, settings': {
    encryption: {
      kmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555',
    },
    notifications: { emails: ['a@example.org', 'b@example.org'] },
    spark: {
      conf: { 'spark.sql.shuffle.partitions': '8' },
      driver: { cores: 2 },
      podTemplates: true,
    },
    results: { deletionProtection: true, retentionDays: 30 },
    deletion: { buckets: 'delete' },
    trigger: { suffix: '.parquet' },
    logs: { cloudWatch: true, retentionDays: 7 },
    network: {
      egress: [
        { cidr: '10.0.12.0/24', port: 5432 },
        { cidr: '10.0.13.7/32', port: 9092 },
      ],
    },
  },
};
