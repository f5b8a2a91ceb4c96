import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SetTopicAttributesCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { Applier, unlessError } from './applier';
import { AwsClients } from './awsClients';
import { Applied, canonicalJson, Changes } from './changes';
import { Shape, toSdk } from './shape';
import { syncTags, tagMap, upperTags } from './tags';

interface TopicSpec {
  name: string;
  tags?: { key: string; value: string }[];
}

const ATTRIBUTES: Shape = {
  contentBasedDeduplication: 'ContentBasedDeduplication',
  deliveryPolicy: 'DeliveryPolicy',
  displayName: 'DisplayName',
  fifoTopic: 'FifoTopic',
  kmsMasterKeyID: 'KmsMasterKeyId',
  policy: 'Policy',
  signatureVersion: 'SignatureVersion',
  tracingConfig: 'TracingConfig',
  sqsFailureFeedbackRoleARN: 'SQSFailureFeedbackRoleArn',
  sqsSuccessFeedbackRoleARN: 'SQSSuccessFeedbackRoleArn',
  sqsSuccessFeedbackSampleRate: 'SQSSuccessFeedbackSampleRate',
};
const DOCUMENTS = new Set(['Policy', 'DeliveryPolicy']);

/** SNS topics. */
export const topicApplier: Applier<TopicSpec> = {
  group: 'sns.services.k8s.aws',
  kind: 'Topic',
  shape: { ...ATTRIBUTES, name: 'Name', tags: ['Tags', { key: 'Key', value: 'Value' }] },
  identity: ['name'],
  fixed: ['fifoTopic'],

  async apply(aws: AwsClients, spec: TopicSpec): Promise<Applied> {
    const { sns } = aws;
    const TopicArn = arnOf(aws, spec);
    const want = toSdk<Record<string, string>>(ATTRIBUTES, spec);
    const changes = new Changes();
    const read = async () =>
      (
        await unlessError(
          sns.send(new GetTopicAttributesCommand({ TopicArn })),
          'NotFound',
          'NotFoundException',
        )
      )?.Attributes as Record<string, string | undefined> | undefined;
    let have = await read();
    if (!have) {
      await sns.send(
        new CreateTopicCommand({
          Name: spec.name,
          Attributes: want,
          Tags: upperTags(tagMap(spec.tags)),
        }),
      );
      changes.created();
      have = (await read()) ?? {};
    }
    for (const [AttributeName, AttributeValue] of Object.entries(want)) {
      const comparable = DOCUMENTS.has(AttributeName) ? canonicalJson : (text?: string) => text;
      await changes.part(
        AttributeName,
        comparable(AttributeValue),
        comparable(have[AttributeName]),
        () => sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue })),
      );
    }
    const tags = await sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
    await syncTags(
      changes,
      tagMap(spec.tags),
      tagMap(tags.Tags),
      set => sns.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: upperTags(set) })),
      TagKeys => sns.send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys })),
    );
    return changes.result({
      arn: TopicArn,
      topicARN: TopicArn,
      owner: have.Owner,
      effectiveDeliveryPolicy: have.EffectiveDeliveryPolicy,
    });
  },

  async remove(aws: AwsClients, spec: TopicSpec): Promise<boolean> {
    const TopicArn = arnOf(aws, spec);
    const there = await unlessError(
      aws.sns.send(new GetTopicAttributesCommand({ TopicArn })),
      'NotFound',
      'NotFoundException',
    );
    if (there) {
      await aws.sns.send(new DeleteTopicCommand({ TopicArn }));
    }
    return there !== undefined;
  },
};

function arnOf({ region, accountId }: AwsClients, { name }: TopicSpec): string {
  return `arn:aws:sns:${region}:${accountId}:${name}`;
}
