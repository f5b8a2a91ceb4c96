import * as eks from 'aws-cdk-lib/aws-eks';
import type { Construct } from 'constructs';
import type { PlatformConfig } from '../config/schema.ts';
import { autoscalerPolicy } from '../permissions/nodes.ts';
import { launchTemplate, nodeRole } from './nodes.ts';
import { associate, PlatformStack, pods } from './PlatformStack.ts';

/** Managed Spot nodes with local NVMe for Spark's pods; none while nothing runs. The Cluster Autoscaler scales them. */
export class SparkNodesStack extends PlatformStack {
  constructor(scope: Construct, config: PlatformConfig, subnetIds: string[]) {
    super(scope, 'spark', config, 'Spot nodes for Spark');
    const template = launchTemplate(this, { localStorage: true });
    new eks.CfnNodegroup(this, 'SparkNodes', {
      clusterName: this.reach.cluster,
      nodeRole: nodeRole(this, 'spark-node').attrArn,
      subnets: subnetIds,
      amiType: 'AL2023_x86_64_STANDARD',
      capacityType: 'SPOT',
      instanceTypes: config.spark.instanceTypes,
      launchTemplate: { id: template.ref, version: template.attrLatestVersionNumber },
      // EKS's model knows no 0 to begin with; the autoscaler takes an idle node away.
      scalingConfig: { minSize: 0, desiredSize: 1, maxSize: config.spark.maxNodes },
      updateConfig: { maxUnavailablePercentage: 33 },
      labels: { 'data-pipelines/nodes': 'spark' },
    });
    const policy = this.managedPolicy(
      'AutoscalerPolicy',
      'autoscaler',
      'Cluster Autoscaler: scale node groups of one cluster',
      autoscalerPolicy(this.reach),
    );
    const role = this.role(
      'AutoscalerRole',
      'autoscaler',
      'Cluster Autoscaler',
      [pods(this.reach, 'kube-system', 'cluster-autoscaler')],
      [policy.ref],
    );
    associate(this, 'kube-system', 'cluster-autoscaler', role);
  }
}
