import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { PlatformConfig } from '../config/schema.ts';
import { PlatformStack } from './PlatformStack.ts';

/** The key that encrypts the cluster's secrets, its logs and the portal's queue. It outlives the platform. */
export class EncryptionStack extends PlatformStack {
  readonly key: Key;

  constructor(scope: Construct, config: PlatformConfig) {
    super(scope, 'encryption', config, 'the key of secrets, logs and events');
    const { account, region, partition } = this.reach;
    this.key = new Key(this, 'Key', {
      alias: `alias/data-pipelines-${config.name}`,
      description: `Secrets, logs and events of the data pipelines platform ${config.name}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
      admins: [new AccountRootPrincipal()],
    });
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LogsOfThisAccount',
        principals: [new ServicePrincipal('logs.amazonaws.com')],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
          },
        },
      }),
    );
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'EventsOfThisAccount',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    new CfnOutput(this, 'KeyArn', { value: this.key.keyArn });
  }
}
