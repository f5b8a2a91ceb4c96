import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import type { LocalAws } from '../../aws/LocalAws';
import type { AwsClients } from '../applier/awsClients';

const NAME = 'data-pipelines-portal';
/** The rule that docs/operations.md tells owners of real accounts to make. */
const PATTERN = {
  source: ['aws.states', 'aws.emr-containers'],
  'detail-type': [
    'Step Functions Execution Status Change',
    'EMR Job Run State Change',
    'EmrContainers Job Run State Change',
  ],
};
/** Seconds that one request waits for events; a portal that ends waits no longer for it. */
const WAIT_SECONDS = 2;
const PAUSE_MS = 1_000;

/**
 * Brings the local AWS's events about runs and jobs into the portal, by a rule and a queue as on AWS. It stands in for
 * the stock module for SQS, which would need credentials from the environment and a queue that outlives restarts.
 */
export class RunEvents {
  #stopped = false;
  #queue?: string;
  #loop?: Promise<void>;

  constructor(
    private readonly deps: {
      aws: LocalAws;
      clients: AwsClients;
      events: EventsService;
      topic: string;
      logger: LoggerService;
    },
  ) {}

  start(): void {
    // Restarted, the local AWS has neither rule nor queue any more.
    this.deps.aws.onRestart(() => {
      this.#queue = undefined;
    });
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.deps.aws.ready();
        this.#queue ??= await this.#install();
        await this.#receive(this.#queue);
      } catch (error) {
        if (this.#stopped) return;
        this.deps.logger.debug(`events of the local AWS come later: ${(error as Error).message}`);
        this.#queue = undefined;
        await new Promise(resolve => setTimeout(resolve, PAUSE_MS).unref());
      }
    }
  }

  async #install(): Promise<string> {
    const { sqs, events } = this.deps.clients;
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: NAME }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await events.send(new PutRuleCommand({ Name: NAME, EventPattern: JSON.stringify(PATTERN) }));
    await events.send(
      new PutTargetsCommand({ Rule: NAME, Targets: [{ Id: 'portal', Arn: Attributes!.QueueArn }] }),
    );
    return QueueUrl!;
  }

  async #receive(queue: string): Promise<void> {
    const { sqs } = this.deps.clients;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queue,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: WAIT_SECONDS,
      }),
    );
    for (const { Body } of Messages) {
      await this.deps.events.publish({
        topic: this.deps.topic,
        eventPayload: JSON.parse(Body ?? 'null'),
      });
    }
    if (Messages.length) {
      await sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: queue,
          Entries: Messages.map(({ ReceiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle,
          })),
        }),
      );
    }
  }
}
