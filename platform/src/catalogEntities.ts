import type { PlatformConfig } from './config/schema.ts';
import { output, type StackOutputs } from './outputs.ts';
import { clusterName } from './permissions/scope.ts';
import { clusterArn } from './gitops/KubeObject.ts';

/** The platform in the catalog: its cluster and its VPC, which pipelines can name as what they depend on. */
export function catalogEntities(
  config: PlatformConfig,
  outputs: StackOutputs,
): Record<string, unknown>[] {
  const vpc = config.network.existing?.vpcId ?? output(config, outputs, 'network', 'VpcId');
  const resource = (
    name: string,
    type: string,
    description: string,
    annotations: Record<string, string>,
    dependsOn: string[] = [],
  ) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      description,
      annotations: {
        ...annotations,
        'amazon.com/account-id': config.accountId,
        'amazon.com/region': config.region,
      },
    },
    spec: { type, owner: config.owner, ...(dependsOn.length > 0 ? { dependsOn } : {}) },
  });
  const vpcName = `${config.name}-vpc`;
  return [
    resource(
      `${config.name}-cluster`,
      'kubernetes-cluster',
      `EKS cluster ${clusterName(config)} of data pipelines`,
      { 'amazon.com/eks-cluster-arn': clusterArn(config) },
      vpc ? [`resource:default/${vpcName}`] : [],
    ),
    ...(vpc
      ? [
          resource(vpcName, 'vpc', `VPC of data pipelines in ${config.region}`, {
            'amazon.com/vpc-id': vpc,
          }),
        ]
      : []),
  ];
}
