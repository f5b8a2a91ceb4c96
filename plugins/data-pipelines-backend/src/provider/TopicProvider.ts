import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { type AwsAccess, type AwsPlace, ClientPool } from './AwsAccess';
import { AwsCaller } from './call';

/** Who hears of a topic. */
export interface Subscriber {
  address: string;
  confirmed: boolean;
}

/** Who hears of a pipeline's runs. Errors are those of `@backstage/errors`. */
export interface TopicProvider {
  /** E-mail addresses, at most the first hundred. */
  emails(place: AwsPlace, topicArn: string): Promise<Subscriber[]>;
}

/** Topics as SNS has them. */
export class SnsTopicProvider implements TopicProvider {
  private readonly clients: ClientPool<SNSClient>;
  private readonly caller: AwsCaller;

  constructor(deps: { access: AwsAccess; logger: LoggerService; timeoutMs: number }) {
    this.clients = new ClientPool(deps.access, options => new SNSClient(options));
    this.caller = new AwsCaller(deps);
  }

  async emails(place: AwsPlace, topicArn: string): Promise<Subscriber[]> {
    const about = { ...place, action: 'sns:ListSubscriptionsByTopic', thing: `topic ${topicArn}` };
    const answer = await this.caller.call(about, async abortSignal =>
      (await this.clients.get(place)).send(
        new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }),
        { abortSignal },
      ),
    );
    return (answer.Subscriptions ?? [])
      .filter(({ Protocol }) => Protocol === 'email' || Protocol === 'email-json')
      .map(({ Endpoint = '', SubscriptionArn }) => ({
        address: Endpoint,
        confirmed: SubscriptionArn?.startsWith('arn:') === true,
      }));
  }
}
