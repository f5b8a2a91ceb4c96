import type { PlatformConfig } from './config/schema.ts';
import { clusterName, scopeOf } from './permissions/scope.ts';

/** What a deployed platform says of itself, by stack and output, as `cdk deploy --outputs-file` writes it. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Output of the platform's stack with this noun; undefined where the platform has no such stack. */
export function output(config: PlatformConfig, outputs: StackOutputs, noun: string, name: string) {
  const key = name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  const found = Object.entries(outputs[`data-pipelines-${config.name}-${noun}`] ?? {}).find(
    ([id]) => id.toLowerCase() === key,
  );
  return found?.[1];
}

/**
 * The platform as the portal's app-config has it under `dataPipelines.platforms`.
 *
 * @throws Error when the cluster's issuer is not known: the cluster's stack is not deployed yet.
 */
export function platformBlock(
  config: PlatformConfig,
  outputs: StackOutputs,
): Record<string, unknown> {
  const { name, title, accountId, region, apiGroup, identity, owner, cluster, controllers } =
    config;
  const oidcProvider =
    cluster.existing?.oidcProvider ?? output(config, outputs, 'cluster', 'OidcProviderName');
  if (!oidcProvider)
    throw new Error(
      `the platform "${name}" has no cluster yet: run platform/bin/deploy, then this again`,
    );
  const { partition, boundary } = scopeOf(config);
  const managed = controllers.argoCd === 'managed';
  return {
    [name]: {
      title: title ?? name,
      accountId,
      region,
      clusterName: clusterName(config),
      oidcProvider,
      apiGroup,
      identity,
      owner,
      emrAccess: 'accessEntry',
      // The label by which a form's "executors on spot nodes" finds them; that of a managed node group is the default.
      ...(config.spark.capacity === 'karpenter'
        ? { spot: { selector: { 'karpenter.sh/capacity-type': 'spot' } } }
        : {}),
      permissionsBoundary: boundary,
      ...(managed
        ? {
            argoCd: {
              namespace: 'argocd',
              server: `arn:${partition}:eks:${region}:${accountId}:cluster/${clusterName(config)}`,
            },
          }
        : {}),
    },
  };
}

/** The portal's app-config for this platform: the platform itself, and the queue that tells of runs. */
export function appConfig(config: PlatformConfig, outputs: StackOutputs): Record<string, unknown> {
  const platforms = platformBlock(config, outputs);
  const role = output(config, outputs, 'portal', 'RoleArn');
  const queue = output(config, outputs, 'portal', 'QueueUrl');
  const elsewhere = config.portal.roles.length > 0 && role;
  return {
    // A portal on the cluster gets the role by its service account; one elsewhere assumes it.
    ...(elsewhere
      ? { aws: { accounts: [{ accountId: config.accountId, roleName: role.split('/').at(-1) }] } }
      : {}),
    dataPipelines: {
      platforms,
      // By the same role, which has an access entry.
      clusters: { [clusterName(config)]: { access: 'eks' } },
    },
    ...(queue
      ? {
          events: {
            modules: {
              awsSqs: {
                awsSqsConsumingEventPublisher: {
                  topics: {
                    'data-pipelines': { queue: { url: queue, region: config.region } },
                  },
                },
              },
            },
          },
        }
      : {}),
  };
}
