import { CfnOutput, Fn, RemovalPolicy } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import { CfnOIDCProvider } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { PlatformConfig } from '../config/schema.ts';
import { launchTemplate, nodeRole } from './nodes.ts';
import { PlatformStack, pods, service } from './PlatformStack.ts';

const LOGS = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];
/** In this order: nodes are ready only once the CNI is there, and CoreDNS needs nodes. */
const ADDONS_BEFORE_NODES = ['kube-proxy', 'eks-pod-identity-agent'];
const ADDONS_ON_NODES = ['coredns', 'metrics-server'];

/** The EKS cluster, its own add-ons and the on-demand nodes of its controllers. */
export class ClusterStack extends PlatformStack {
  constructor(scope: Construct, config: PlatformConfig, key: Key, subnetIds: string[]) {
    super(scope, 'cluster', config, 'EKS cluster, add-ons, system nodes');
    const logs = new LogGroup(this, 'ControlPlaneLogs', {
      // The name under which EKS writes; made here, so that it is encrypted and does not stay for ever.
      logGroupName: `/aws/eks/${this.reach.cluster}/cluster`,
      encryptionKey: key,
      retention: config.cluster.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const cluster = this.cluster(key, subnetIds);
    cluster.node.addDependency(logs);
    this.admins(cluster);
    this.nodesAndAddons(cluster, subnetIds);
    new CfnOIDCProvider(this, 'OidcProvider', {
      url: cluster.attrOpenIdConnectIssuerUrl,
      clientIdList: ['sts.amazonaws.com'],
    });
    new CfnOutput(this, 'OidcProviderName', {
      value: Fn.select(1, Fn.split('https://', cluster.attrOpenIdConnectIssuerUrl)),
    });
    new CfnOutput(this, 'ClusterName', { value: cluster.ref });
    new CfnOutput(this, 'ClusterArn', { value: cluster.attrArn });
    new CfnOutput(this, 'SecurityGroupId', { value: cluster.attrClusterSecurityGroupId });
  }

  private cluster(key: Key, subnetIds: string[]): eks.CfnCluster {
    const { config } = this;
    const role = this.role(
      'ClusterRole',
      'cluster',
      'EKS control plane',
      [service('eks.amazonaws.com')],
      [this.awsPolicy('AmazonEKSClusterPolicy')],
    );
    const open = config.cluster.apiAccess.length > 0;
    const cluster = new eks.CfnCluster(this, 'Cluster', {
      name: this.reach.cluster,
      version: config.cluster.kubernetesVersion,
      roleArn: role.attrArn,
      // API_AND_CONFIG_MAP: EMR on EKS lets itself in by access entries, and older tools still read the ConfigMap.
      accessConfig: {
        authenticationMode: 'API_AND_CONFIG_MAP',
        bootstrapClusterCreatorAdminPermissions: true,
      },
      bootstrapSelfManagedAddons: false,
      deletionProtection: true,
      encryptionConfig: [{ provider: { keyArn: key.keyArn }, resources: ['secrets'] }],
      logging: { clusterLogging: { enabledTypes: LOGS.map(type => ({ type })) } },
      resourcesVpcConfig: {
        subnetIds,
        endpointPrivateAccess: true,
        endpointPublicAccess: open,
        ...(open ? { publicAccessCidrs: config.cluster.apiAccess } : {}),
      },
      upgradePolicy: { supportType: 'STANDARD' },
    });
    if (open) {
      this.acknowledge(cluster, {
        'AwsSolutions-EKS1': `Only the ranges in cluster.apiAccess reach the API, and IAM lets nobody in from there without credentials.`,
      });
    }
    return cluster;
  }

  private admins(cluster: eks.CfnCluster): void {
    for (const [index, principalArn] of this.config.cluster.admins.entries()) {
      new eks.CfnAccessEntry(this, `Admin${index}`, {
        clusterName: cluster.ref,
        principalArn,
        accessPolicies: [
          {
            policyArn: `arn:${this.reach.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
            accessScope: { type: 'cluster' },
          },
        ],
      });
    }
  }

  private nodesAndAddons(cluster: eks.CfnCluster, subnetIds: string[]): void {
    const addon = (addonName: string, more: Partial<eks.CfnAddonProps> = {}) =>
      new eks.CfnAddon(this, `Addon-${addonName}`, {
        addonName,
        clusterName: cluster.ref,
        resolveConflicts: 'OVERWRITE',
        ...more,
      });
    const cniRole = this.role(
      'CniRole',
      'cni',
      'VPC CNI: addresses of pods',
      [pods(this.reach, 'kube-system', 'aws-node')],
      [this.awsPolicy('AmazonEKS_CNI_Policy')],
    );
    const before = [
      ...ADDONS_BEFORE_NODES.map(name => addon(name)),
      addon('vpc-cni', {
        podIdentityAssociations: [{ serviceAccount: 'aws-node', roleArn: cniRole.attrArn }],
      }),
    ];
    const { system } = this.config.cluster;
    const template = launchTemplate(this, { localStorage: false });
    const nodes = new eks.CfnNodegroup(this, 'SystemNodes', {
      clusterName: cluster.ref,
      nodeRole: nodeRole(this, 'system-node').attrArn,
      subnets: subnetIds,
      amiType: 'AL2023_x86_64_STANDARD',
      instanceTypes: [system.instanceType],
      launchTemplate: { id: template.ref, version: template.attrLatestVersionNumber },
      scalingConfig: { minSize: 2, desiredSize: system.nodes, maxSize: system.nodes + 1 },
      updateConfig: { maxUnavailable: 1 },
      labels: { 'data-pipelines/nodes': 'system' },
    });
    for (const one of before) nodes.node.addDependency(one);
    for (const name of ADDONS_ON_NODES) addon(name).node.addDependency(nodes);
  }
}
