import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { type AwsAccess, type AwsPlace, ClientPool } from './AwsAccess';
import { AwsCaller } from './call';

/** How much waits in a queue. Errors are those of `@backstage/errors`. */
export interface QueueProvider {
  /** About how many messages wait. */
  depth(place: AwsPlace, name: string): Promise<number>;
}

/** Queues as SQS has them. */
export class SqsQueueProvider implements QueueProvider {
  private readonly clients: ClientPool<SQSClient>;
  private readonly caller: AwsCaller;

  constructor(deps: { access: AwsAccess; logger: LoggerService; timeoutMs: number }) {
    this.clients = new ClientPool(deps.access, options => new SQSClient(options));
    this.caller = new AwsCaller(deps);
  }

  async depth(place: AwsPlace, name: string): Promise<number> {
    const thing = `queue ${name}`;
    const client = await this.caller.call({ ...place, action: 'sqs:GetQueueUrl', thing }, () =>
      this.clients.get(place),
    );
    const { QueueUrl } = await this.caller.call(
      { ...place, action: 'sqs:GetQueueUrl', thing },
      abortSignal => client.send(new GetQueueUrlCommand({ QueueName: name }), { abortSignal }),
    );
    const { Attributes } = await this.caller.call(
      { ...place, action: 'sqs:GetQueueAttributes', thing },
      abortSignal =>
        client.send(
          new GetQueueAttributesCommand({
            QueueUrl,
            AttributeNames: ['ApproximateNumberOfMessages'],
          }),
          { abortSignal },
        ),
    );
    return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
  }
}
