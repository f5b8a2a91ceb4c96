import { CfnOutput, Fn, RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { PlatformConfig } from '../config/schema.ts';
import { PlatformStack } from './PlatformStack.ts';

/** AWS's services that nodes and pods talk to all day: by NAT they would cost per gigabyte. */
const INTERFACE_ENDPOINTS = {
  EcrApi: ec2.InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Sts: ec2.InterfaceVpcEndpointAwsService.STS,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  EmrContainers: new ec2.InterfaceVpcEndpointAwsService('emr-containers'),
};

/** A VPC over three zones: pods and nodes in private subnets, NAT in public ones. */
export class NetworkStack extends PlatformStack {
  readonly vpc: ec2.Vpc;

  constructor(scope: Construct, config: PlatformConfig, key: Key) {
    super(scope, 'network', config, 'VPC, subnets, endpoints');
    const { network } = config;
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(network.cidr),
      availabilityZones: this.availabilityZones,
      natGateways: network.nat === 'single' ? 1 : 3,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        // Every pod has an address of its own, so the private subnets take nearly all of the range.
        {
          name: 'private',
          subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS,
          cidrMask: Number(network.cidr.split('/')[1]) + 2 + 1,
        },
        {
          name: 'public',
          subnetType: ec2.SubnetType.PUBLIC,
          cidrMask: 26,
          mapPublicIpOnLaunch: false,
        },
      ],
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    });
    this.flowLog(key);
    if (network.endpoints) this.endpoints();
    new CfnOutput(this, 'VpcId', { value: this.vpc.vpcId });
    new CfnOutput(this, 'PrivateSubnetIds', {
      value: Fn.join(
        ',',
        this.vpc.privateSubnets.map(subnet => subnet.subnetId),
      ),
    });
  }

  /** Three zones of the region, whichever they are in this account: nothing is looked up before deployment. */
  override get availabilityZones(): string[] {
    return [0, 1, 2].map(index => Fn.select(index, Fn.getAzs()));
  }

  private endpoints(): void {
    const group = new ec2.SecurityGroup(this, 'EndpointsGroup', {
      vpc: this.vpc,
      description: 'Endpoints of AWS services: https from inside of the VPC',
      allowAllOutbound: false,
    });
    group.addIngressRule(
      ec2.Peer.ipv4(this.config.network.cidr),
      ec2.Port.tcp(443),
      'https from inside of the VPC',
    );
    for (const [id, service] of Object.entries(INTERFACE_ENDPOINTS)) {
      this.vpc.addInterfaceEndpoint(id, {
        service,
        securityGroups: [group],
        privateDnsEnabled: true,
        open: false,
      });
    }
  }

  private flowLog(key: Key): void {
    const logGroup = new LogGroup(this, 'FlowLogs', {
      encryptionKey: key,
      retention: this.config.cluster.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.vpc.addFlowLog('FlowLog', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: ec2.FlowLogTrafficType.REJECT,
    });
  }
}
