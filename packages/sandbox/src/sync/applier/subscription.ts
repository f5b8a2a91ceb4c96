import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { Applier, unlessError } from './applier';
import { AwsClients } from './awsClients';
import { Applied, canonicalJson, Changes } from './changes';
import { Shape, toSdk } from './shape';

interface SubscriptionSpec {
  topicARN: string;
  protocol: string;
  endpoint: string;
}

const ATTRIBUTES: Shape = {
  deliveryPolicy: 'DeliveryPolicy',
  filterPolicy: 'FilterPolicy',
  filterPolicyScope: 'FilterPolicyScope',
  rawMessageDelivery: 'RawMessageDelivery',
  redrivePolicy: 'RedrivePolicy',
  subscriptionRoleARN: 'SubscriptionRoleArn',
};
const DOCUMENTS = new Set(['DeliveryPolicy', 'FilterPolicy', 'RedrivePolicy']);
// What AWS lists in place of an ARN until somebody follows the link in the mail.
const UNCONFIRMED = 'PendingConfirmation';

/** SNS subscriptions. One that waits for its confirmation counts as synced, as with ACK. */
export const subscriptionApplier: Applier<SubscriptionSpec> = {
  group: 'sns.services.k8s.aws',
  kind: 'Subscription',
  shape: { ...ATTRIBUTES, topicARN: 'TopicArn', protocol: 'Protocol', endpoint: 'Endpoint' },
  identity: ['endpoint', 'protocol', 'topicARN'],

  async apply({ sns }: AwsClients, spec: SubscriptionSpec): Promise<Applied> {
    const want = toSdk<Record<string, string>>(ATTRIBUTES, spec);
    const changes = new Changes();
    let arn = await find(sns, spec);
    if (!arn) {
      const made = await sns.send(
        new SubscribeCommand({
          TopicArn: spec.topicARN,
          Protocol: spec.protocol,
          Endpoint: spec.endpoint,
          Attributes: want,
          ReturnSubscriptionArn: true,
        }),
      );
      arn = made.SubscriptionArn ?? UNCONFIRMED;
      changes.created();
    }
    if (arn === UNCONFIRMED) {
      return changes.result({ arn, pendingConfirmation: 'true' });
    }
    const answer = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
    const have: Record<string, string | undefined> = answer.Attributes ?? {};
    for (const [AttributeName, AttributeValue] of Object.entries(want)) {
      const comparable = DOCUMENTS.has(AttributeName) ? canonicalJson : (text?: string) => text;
      await changes.part(
        AttributeName,
        comparable(AttributeValue),
        comparable(have[AttributeName]),
        () =>
          sns.send(
            new SetSubscriptionAttributesCommand({
              SubscriptionArn: arn,
              AttributeName,
              AttributeValue,
            }),
          ),
      );
    }
    return changes.result({
      arn,
      owner: have.Owner,
      pendingConfirmation: have.PendingConfirmation,
      confirmationWasAuthenticated: have.ConfirmationWasAuthenticated,
      effectiveDeliveryPolicy: have.EffectiveDeliveryPolicy,
    });
  },

  async remove({ sns }: AwsClients, spec: SubscriptionSpec): Promise<boolean> {
    const arn = await find(sns, spec);
    if (arn === UNCONFIRMED) {
      throw new Error(
        `the subscription of '${spec.endpoint}' waits for its confirmation, and AWS does not delete such a one: annotate it services.k8s.aws/deletion-policy: retain, it ends by itself`,
      );
    }
    if (arn) {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
    }
    return arn !== undefined;
  },
};

async function find(sns: SNSClient, spec: SubscriptionSpec): Promise<string | undefined> {
  const pages = paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: spec.topicARN });
  const read = async () => {
    for await (const page of pages) {
      const match = page.Subscriptions?.find(
        entry => entry.Protocol === spec.protocol && entry.Endpoint === spec.endpoint,
      );
      if (match) {
        return match.SubscriptionArn;
      }
    }
    return undefined;
  };
  return unlessError(read(), 'NotFound', 'NotFoundException');
}
