import { CfnOutput, Duration } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { PlatformConfig } from '../config/schema.ts';
import { allow, document } from '../permissions/document.ts';
import { portalPolicy } from '../permissions/portal.ts';
import { associate, PlatformStack, pods, type Trust } from './PlatformStack.ts';
import { eventQueue } from './queue.ts';

/** What the portal has in AWS: its role, and the queue that tells it of runs and jobs. */
export class PortalStack extends PlatformStack {
  constructor(scope: Construct, config: PlatformConfig, key: Key) {
    super(scope, 'portal', config, "the portal's role and event queue");
    const { queue, deadLetters } = eventQueue(this, {
      name: 'run-events',
      key,
      visibilityTimeout: Duration.minutes(2),
      retention: Duration.days(4),
      deadLetters: true,
      rules: this.rules(),
    });
    const policy = this.managedPolicy(
      'PortalPolicy',
      'portal',
      'The portal: read runs, hear of them',
      portalPolicy(this.reach, queue.queueArn),
    );
    const keyPolicy = this.managedPolicy(
      'PortalKeyPolicy',
      'portal-key',
      "The portal: read its queue's messages",
      document(allow('ReadTheQueue', ['kms:Decrypt'], key.keyArn)),
    );
    const [namespace = '', serviceAccount = ''] = config.portal.serviceAccount.split('/');
    const elsewhere: Trust[] =
      config.portal.roles.length > 0
        ? [{ Principal: { AWS: config.portal.roles }, Action: 'sts:AssumeRole' }]
        : [];
    const role = this.role(
      'PortalRole',
      'portal',
      "The portal's backend",
      [pods(this.reach, namespace, serviceAccount), ...elsewhere],
      [policy.ref, keyPolicy.ref],
    );
    associate(this, namespace, serviceAccount, role);
    new CfnOutput(this, 'RoleArn', { value: role.attrArn });
    new CfnOutput(this, 'QueueUrl', { value: queue.queueUrl });
    new CfnOutput(this, 'DeadLetterQueueUrl', { value: deadLetters!.queueUrl });
  }

  private rules() {
    const { reach } = this;
    return {
      runs: {
        description: 'A run of a pipeline has begun or ended',
        pattern: {
          source: ['aws.states'],
          'detail-type': ['Step Functions Execution Status Change'],
          detail: {
            stateMachineArn: this.config.pipelines.teams.map(team => ({
              prefix: `arn:${reach.partition}:states:${reach.region}:${reach.account}:stateMachine:${team === '*' ? '' : `${team}-`}`,
            })),
          },
        },
      },
      jobs: {
        description: 'A Spark job has changed its state',
        // AWS's documents know both names of the one event.
        pattern: {
          source: ['aws.emr-containers'],
          'detail-type': ['EMR Job Run State Change', 'EmrContainers Job Run State Change'],
        },
      },
    };
  }
}
