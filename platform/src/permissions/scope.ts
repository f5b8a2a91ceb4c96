import type { PlatformConfig } from '../config/schema.ts';

/**
 * Where a platform's permissions end: its account, its region, its cluster, and the names of pipelines, which all
 * begin with `<team>-` (docs/architecture.md, Names). Everything is a plain text, known before anything is deployed.
 */
export interface Scope {
  platform: string;
  partition: string;
  /** Domain of AWS's services there. */
  domain: string;
  account: string;
  region: string;
  cluster: string;
  /** ARN of the policy that bounds every role of a pipeline. */
  boundary: string;
  /** ARNs of what bears a pipeline's name: `<team>-<name>` and what follows it. */
  named(service: string, resource: string): string[];
  /** ARNs of the roles of all pipelines with this purpose: job, workflow, events, steps. */
  roles(...purposes: RolePurpose[]): string[];
  /** ARNs of the buckets that pipelines create for themselves, without or with what is in them. */
  buckets: string[];
  /** ARNs of the buckets that the portal may look into: those, and what was there before under any name. */
  portalBuckets: string[];
  /** ARNs of the log groups of pipelines: of workflows and of Spark. */
  logGroups: string[];
  /** Accounts whose buckets pipelines may use. */
  bucketAccounts: string[];
}
export type RolePurpose = 'job' | 'workflow' | 'events' | 'steps';

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Name of the platform's EKS cluster, new or existing. */
export function clusterName(config: PlatformConfig): string {
  return config.cluster.existing?.name ?? config.cluster.name ?? config.name;
}

export function scopeOf(config: PlatformConfig): Scope {
  const { accountId: account, region } = config;
  const partition = partitionOf(region);
  const teams = config.pipelines.teams;
  const named: Scope['named'] = (service, resource) =>
    teams.map(team => `arn:${partition}:${service}:${region}:${account}:${resource}${team}-*`);
  const buckets = teams.flatMap(team =>
    ['input', 'scripts', 'lake'].map(
      purpose => `arn:${partition}:s3:::${team}-*-${purpose}-${account}-${region}`,
    ),
  );
  return {
    platform: config.name,
    partition,
    domain: partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
    account,
    region,
    cluster: clusterName(config),
    boundary: `arn:${partition}:iam::${account}:policy/data-pipelines-${config.name}-boundary`,
    named,
    logGroups: ['/aws/vendedlogs/states/', '/aws/emr-containers/'].flatMap(folder =>
      named('logs', `log-group:${folder}`),
    ),
    roles: (...purposes) =>
      teams.flatMap(team =>
        purposes.map(
          purpose => `arn:${partition}:iam::${account}:role/${team}-*-${region}-${purpose}`,
        ),
      ),
    buckets,
    portalBuckets: [
      ...buckets,
      ...config.pipelines.buckets.map(name => `arn:${partition}:s3:::${name}`),
    ],
    bucketAccounts: [account, ...config.pipelines.bucketAccounts],
  };
}
