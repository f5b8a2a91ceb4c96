import { Duration } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { PlatformStack } from './PlatformStack.ts';

export interface EventQueueOptions {
  /** Name of queue and rules under data-pipelines-<platform>-. */
  name: string;
  /** Key of the messages. Default: SQS's own. */
  key?: IKey;
  visibilityTimeout: Duration;
  retention: Duration;
  /** Event patterns by the name of their rule. */
  rules: Record<string, { description: string; pattern: Record<string, unknown> }>;
  /** Whether what cannot be delivered or handled is kept for two weeks in a queue of its own. */
  deadLetters: boolean;
}

/** A queue that takes events of the default bus: its rules, its policy, its dead letters. */
export function eventQueue(
  stack: PlatformStack,
  { name, key, ...options }: EventQueueOptions,
): { queue: Queue; deadLetters?: Queue } {
  const { partition, region, account, platform } = stack.reach;
  const ruleName = (rule: string) => `data-pipelines-${platform}-${rule}`;
  const encryption = key
    ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key, dataKeyReuse: Duration.hours(1) }
    : { encryption: QueueEncryption.SQS_MANAGED };
  const deadLetters = options.deadLetters
    ? new Queue(stack, 'DeadLetters', {
        queueName: `data-pipelines-${platform}-${name}-dlq`,
        retentionPeriod: Duration.days(14),
        ...encryption,
      })
    : undefined;
  const queue = new Queue(stack, 'Queue', {
    queueName: `data-pipelines-${platform}-${name}`,
    visibilityTimeout: options.visibilityTimeout,
    retentionPeriod: options.retention,
    receiveMessageWaitTime: Duration.seconds(20),
    ...(deadLetters ? { deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 } } : {}),
    ...encryption,
  });
  for (const one of [queue, deadLetters].filter(q => q !== undefined)) {
    new CfnQueuePolicy(stack, `${one.node.id}Policy`, {
      queues: [one.queueUrl],
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'TheRulesOfThisPlatform',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: one.queueArn,
            Condition: {
              StringEquals: { 'aws:SourceAccount': account },
              ArnEquals: {
                'aws:SourceArn': Object.keys(options.rules).map(
                  rule => `arn:${partition}:events:${region}:${account}:rule/${ruleName(rule)}`,
                ),
              },
            },
          },
          {
            Sid: 'OnlyByTls',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: one.queueArn,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  }
  for (const [rule, { description, pattern }] of Object.entries(options.rules)) {
    new CfnRule(stack, `Rule-${rule}`, {
      name: ruleName(rule),
      description,
      eventPattern: pattern,
      state: 'ENABLED',
      targets: [
        {
          id: 'queue',
          arn: queue.queueArn,
          retryPolicy: { maximumEventAgeInSeconds: 86400, maximumRetryAttempts: 185 },
          ...(deadLetters ? { deadLetterConfig: { arn: deadLetters.queueArn } } : {}),
        },
      ],
    });
  }
  return { queue, ...(deadLetters ? { deadLetters } : {}) };
}
