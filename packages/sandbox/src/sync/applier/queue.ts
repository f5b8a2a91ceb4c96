import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { Applier, unlessError } from './applier';
import { AwsClients } from './awsClients';
import { Applied, canonicalJson, Changes } from './changes';
import { Shape, toSdk } from './shape';
import { syncTags, tagMap, Tags } from './tags';

interface QueueSpec {
  queueName: string;
  tags?: Tags;
}

const ATTRIBUTES: Shape = {
  contentBasedDeduplication: 'ContentBasedDeduplication',
  deduplicationScope: 'DeduplicationScope',
  delaySeconds: 'DelaySeconds',
  fifoQueue: 'FifoQueue',
  fifoThroughputLimit: 'FifoThroughputLimit',
  kmsDataKeyReusePeriodSeconds: 'KmsDataKeyReusePeriodSeconds',
  kmsMasterKeyID: 'KmsMasterKeyId',
  maximumMessageSize: 'MaximumMessageSize',
  messageRetentionPeriod: 'MessageRetentionPeriod',
  policy: 'Policy',
  receiveMessageWaitTimeSeconds: 'ReceiveMessageWaitTimeSeconds',
  redriveAllowPolicy: 'RedriveAllowPolicy',
  redrivePolicy: 'RedrivePolicy',
  sqsManagedSSEEnabled: 'SqsManagedSseEnabled',
  visibilityTimeout: 'VisibilityTimeout',
};
const DOCUMENTS = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy']);
const GONE = [
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'QueueDeletedRecently',
];

/** SQS queues. */
export const queueApplier: Applier<QueueSpec> = {
  group: 'sqs.services.k8s.aws',
  kind: 'Queue',
  shape: { ...ATTRIBUTES, queueName: 'QueueName', tags: 'tags' },
  identity: ['queueName'],
  fixed: ['fifoQueue'],

  async apply({ sqs }: AwsClients, spec: QueueSpec): Promise<Applied> {
    const QueueName = spec.queueName;
    const want = toSdk<Record<string, string>>(ATTRIBUTES, spec);
    const changes = new Changes();
    let QueueUrl = await urlOf(sqs, QueueName);
    if (!QueueUrl) {
      const made = await sqs.send(
        new CreateQueueCommand({ QueueName, Attributes: want, tags: spec.tags }),
      );
      QueueUrl = made.QueueUrl;
      changes.created();
    }
    const answer = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    const have: Record<string, string | undefined> = answer.Attributes ?? {};
    for (const name of new Set([...Object.keys(want), ...DOCUMENTS])) {
      // An empty document is how AWS is told to forget one.
      const value = want[name] ?? '';
      const comparable = DOCUMENTS.has(name) ? canonicalJson : (text?: string) => text;
      await changes.part(name, comparable(value), comparable(have[name]), () =>
        sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { [name]: value } })),
      );
    }
    const tags = await sqs.send(new ListQueueTagsCommand({ QueueUrl }));
    await syncTags(
      changes,
      tagMap(spec.tags),
      tagMap(tags.Tags),
      set => sqs.send(new TagQueueCommand({ QueueUrl, Tags: set })),
      TagKeys => sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys })),
    );
    return changes.result({
      arn: have.QueueArn ?? '',
      queueARN: have.QueueArn,
      queueURL: QueueUrl,
    });
  },

  async remove({ sqs }: AwsClients, { queueName }: QueueSpec): Promise<boolean> {
    const QueueUrl = await urlOf(sqs, queueName);
    if (QueueUrl) {
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    }
    return QueueUrl !== undefined;
  },
};

async function urlOf(sqs: SQSClient, QueueName: string): Promise<string | undefined> {
  return (await unlessError(sqs.send(new GetQueueUrlCommand({ QueueName })), ...GONE))?.QueueUrl;
}
