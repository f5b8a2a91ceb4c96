/** Karpenter's nodes for Spark: Spot, with local NVMe, gone when nothing runs. */
import type { PlatformConfig } from '../config/schema.ts';
import { output, type StackOutputs } from '../outputs.ts';
import { clusterName } from '../permissions/scope.ts';
import type { KubeObject } from './KubeObject.ts';

/** vCPU of a 2xlarge, the size that `spark.instanceTypes` are by default. */
const CPUS_OF_NODE = 8;

export function sparkNodes(config: PlatformConfig, outputs: StackOutputs): KubeObject[] {
  if (config.spark.capacity !== 'karpenter') return [];
  const group = output(config, outputs, 'cluster', 'SecurityGroupId');
  const subnets =
    output(config, outputs, 'network', 'PrivateSubnetIds')?.split(',') ??
    config.network.existing?.privateSubnetIds ??
    [];
  const tags = { ...config.tags, 'data-pipelines:platform': config.name };
  return [
    {
      apiVersion: 'karpenter.k8s.aws/v1',
      kind: 'EC2NodeClass',
      metadata: { name: 'spark' },
      spec: {
        amiSelectorTerms: [{ alias: 'al2023@latest' }],
        role:
          output(config, outputs, 'spark', 'NodeRoleName') ??
          `data-pipelines-${config.name}-${config.region}-spark-node`,
        subnetSelectorTerms: subnets.map(id => ({ id })),
        securityGroupSelectorTerms: [
          group ? { id: group } : { tags: { 'aws:eks:cluster-name': clusterName(config) } },
        ],
        instanceStorePolicy: 'RAID0',
        metadataOptions: {
          httpEndpoint: 'enabled',
          httpTokens: 'required',
          httpPutResponseHopLimit: 1,
        },
        blockDeviceMappings: [
          {
            deviceName: '/dev/xvda',
            ebs: {
              volumeSize: '50Gi',
              volumeType: 'gp3',
              encrypted: true,
              deleteOnTermination: true,
            },
          },
        ],
        tags,
      },
    },
    {
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodePool',
      metadata: { name: 'spark' },
      spec: {
        template: {
          metadata: { labels: { 'data-pipelines/nodes': 'spark' } },
          spec: {
            nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'spark' },
            requirements: [
              {
                key: 'node.kubernetes.io/instance-type',
                operator: 'In',
                values: config.spark.instanceTypes,
              },
              { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot', 'on-demand'] },
              { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] },
            ],
            expireAfter: '336h',
          },
        },
        limits: { cpu: String(config.spark.maxNodes * CPUS_OF_NODE) },
        // A node with a running Spark pod is not moved for a better price: the job would lose its shuffle files.
        disruption: { consolidationPolicy: 'WhenEmpty', consolidateAfter: '5m' },
      },
    },
  ];
}
