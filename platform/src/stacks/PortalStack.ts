import { CfnOutput, Duration } from 'aws-cdk-lib';
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { PlatformConfig } from '../config/schema.ts';
import { allow, document } from '../permissions/document.ts';
import { runsPolicy, surroundingsPolicy } from '../permissions/portal.ts';
import { PORTAL_GROUP } from '../gitops/KubeObject.ts';
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
    const policies = [
      this.managedPolicy(
        'RunsPolicy',
        'portal-runs',
        'The portal: read, start, stop and redrive runs, hear of them',
        runsPolicy(this.reach, queue.queueArn),
      ),
      this.managedPolicy(
        'SurroundingsPolicy',
        'portal-surroundings',
        'The portal: what is around runs',
        surroundingsPolicy(this.reach),
      ),
      this.managedPolicy(
        'KeyPolicy',
        'portal-key',
        "The portal: read its queue's messages",
        document(allow('ReadTheQueue', ['kms:Decrypt'], key.keyArn)),
      ),
    ];
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
      policies.map(policy => policy.ref),
    );
    associate(this, namespace, serviceAccount, role);
    // In the cluster it reads the objects of pipelines: src/gitops/access.ts says which.
    new CfnAccessEntry(this, 'PortalAccess', {
      clusterName: this.reach.cluster,
      principalArn: role.attrArn,
      kubernetesGroups: [PORTAL_GROUP],
    });
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
