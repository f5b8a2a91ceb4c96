import { CfnOutput, Duration } from 'aws-cdk-lib';
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { PlatformConfig } from '../config/schema.ts';
import { karpenterPolicy } from '../permissions/nodes.ts';
import { nodeRole } from './nodes.ts';
import { associate, PlatformStack, pods } from './PlatformStack.ts';
import { eventQueue } from './queue.ts';

/** What Karpenter needs in AWS: its role, its nodes' role, and the queue that warns of Spot interruptions. */
export class KarpenterStack extends PlatformStack {
  constructor(scope: Construct, config: PlatformConfig) {
    super(scope, 'spark', config, 'Karpenter for Spark');
    const nodes = nodeRole(this, 'spark-node');
    new CfnAccessEntry(this, 'NodeAccess', {
      clusterName: this.reach.cluster,
      principalArn: nodes.attrArn,
      type: 'EC2_LINUX',
    });
    const on = (source: string, ...detailTypes: string[]) => ({
      source: [source],
      'detail-type': detailTypes,
    });
    const { queue } = eventQueue(this, {
      name: 'interruptions',
      visibilityTimeout: Duration.seconds(30),
      retention: Duration.minutes(5),
      deadLetters: false,
      rules: {
        'spot-interruptions': {
          description: 'Spot takes a node back',
          pattern: on(
            'aws.ec2',
            'EC2 Spot Instance Interruption Warning',
            'EC2 Instance Rebalance Recommendation',
          ),
        },
        'node-states': {
          description: 'A node changes its state',
          pattern: on('aws.ec2', 'EC2 Instance State-change Notification'),
        },
        'scheduled-changes': {
          description: 'AWS announces maintenance of a node',
          pattern: on('aws.health', 'AWS Health Event'),
        },
      },
    });
    this.acknowledge(queue, {
      'AwsSolutions-SQS3':
        'Warnings of the last five minutes: one that could not be handled in time is worth nothing later.',
    });
    (queue.node.defaultChild as CfnQueue).addMetadata('checkov', {
      skip: [
        {
          id: 'CKV_AWS_27',
          comment:
            "Encrypted with SQS's own key, which checkov does not count; the messages name instances, no data.",
        },
      ],
    });
    const policy = this.managedPolicy(
      'KarpenterPolicy',
      'karpenter',
      'Karpenter: nodes of one cluster',
      karpenterPolicy(this.reach, nodes.attrArn, queue.queueArn),
    );
    const role = this.role(
      'KarpenterRole',
      'karpenter',
      'Karpenter',
      [pods(this.reach, 'kube-system', 'karpenter')],
      [policy.ref],
    );
    associate(this, 'kube-system', 'karpenter', role);
    new CfnOutput(this, 'NodeRoleName', { value: nodes.ref });
    new CfnOutput(this, 'InterruptionQueueName', { value: queue.queueName });
  }
}
