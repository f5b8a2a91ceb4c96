import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommandOutput,
  HistoryEvent,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
  RedriveExecutionCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { Plan, stateMachineArn } from 'backstage-plugin-data-pipelines-node';
import { AwsClients } from '../../sync/applier/awsClients';
import { ended, eventually } from './waiting';

/** One pipeline of a test, and short ways to what tests do with it. */
export class TestPipeline {
  readonly machine: string;
  #mails = '';

  constructor(
    private readonly aws: AwsClients,
    readonly plan: Plan,
  ) {
    this.machine = stateMachineArn(plan.platform, plan.names.stateMachine);
  }

  get input(): string {
    return this.plan.buckets.input.name;
  }

  get lake(): string {
    return this.plan.buckets.lake.name;
  }

  /** Has the mail of the pipeline come to a queue, too. */
  async subscribe(): Promise<void> {
    const name = `${this.plan.names.topic}-mail`;
    const account = `${this.aws.region}:${this.aws.accountId}`;
    const { QueueUrl } = await this.aws.sqs.send(new CreateQueueCommand({ QueueName: name }));
    this.#mails = QueueUrl!;
    await this.aws.sns.send(
      new SubscribeCommand({
        TopicArn: `arn:aws:sns:${account}:${this.plan.names.topic}`,
        Protocol: 'sqs',
        Endpoint: `arn:aws:sqs:${account}:${name}`,
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
  }

  /** The next mail. */
  mail(): Promise<string> {
    return eventually(async () => {
      const { Messages: [message] = [] } = await this.aws.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.#mails, MaxNumberOfMessages: 1 }),
      );
      if (message) {
        const Entries = [{ Id: 'one', ReceiptHandle: message.ReceiptHandle! }];
        await this.aws.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#mails, Entries }));
      }
      return message?.Body;
    });
  }

  put(Key: string, body: string | Uint8Array | object, Bucket = this.input) {
    const Body =
      typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    return this.aws.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  }

  /** Puts an object and gives the execution that it starts. */
  async drop(key: string, body: string | Uint8Array | object, bucket?: string): Promise<string> {
    const before = (await this.executions()).length;
    await this.put(key, body, bucket);
    return eventually(async () => {
      const now = await this.executions();
      return now.length > before && now[0].executionArn;
    });
  }

  /** Starts a run by hand, as a portal does. */
  async start(input: object): Promise<string> {
    const { executionArn } = await this.aws.states.send(
      new StartExecutionCommand({ stateMachineArn: this.machine, input: JSON.stringify(input) }),
    );
    return executionArn!;
  }

  /** Puts an object and waits for the end of the run that it starts. */
  async run(
    key: string,
    body: string | Uint8Array | object,
    bucket?: string,
  ): Promise<DescribeExecutionCommandOutput> {
    return this.end(await this.drop(key, body, bucket));
  }

  end(executionArn: string): Promise<DescribeExecutionCommandOutput> {
    return ended(this.aws.states, executionArn);
  }

  async redrive(executionArn: string): Promise<DescribeExecutionCommandOutput> {
    await this.aws.states.send(new RedriveExecutionCommand({ executionArn }));
    return this.end(executionArn);
  }

  /** Newest first. */
  async executions() {
    const { executions } = await this.aws.states.send(
      new ListExecutionsCommand({ stateMachineArn: this.machine }),
    );
    return executions!;
  }

  /** Waits until there are so many. */
  executionsOf(count: number) {
    return eventually(async () => {
      const found = await this.executions();
      return found.length >= count && found;
    });
  }

  async history(executionArn: string): Promise<HistoryEvent[]> {
    const pages = paginateGetExecutionHistory({ client: this.aws.states }, { executionArn });
    const events: HistoryEvent[] = [];
    for await (const page of pages) {
      events.push(...page.events!);
    }
    return events;
  }

  /** Names of the states that a run has entered, in order. */
  async entered(executionArn: string): Promise<string[]> {
    const events = await this.history(executionArn);
    return events.flatMap(event => event.stateEnteredEventDetails?.name ?? []);
  }

  /** The rows of a run in the table of results, by their sort key. */
  async rows(run: string) {
    const pages = paginateQuery(
      { client: this.aws.dynamodb },
      {
        TableName: this.plan.names.table,
        KeyConditionExpression: 'pk = :run',
        ExpressionAttributeValues: { ':run': { S: `run#${run}` } },
      },
    );
    const rows = [];
    for await (const page of pages) {
      rows.push(...page.Items!);
    }
    return rows;
  }

  async text(Bucket: string, Key: string): Promise<string> {
    const { Body } = await this.aws.s3.send(new GetObjectCommand({ Bucket, Key }));
    return Body!.transformToString();
  }

  async keys(Bucket: string, Prefix: string): Promise<string[]> {
    const { Contents = [] } = await this.aws.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return Contents.map(({ Key }) => Key!);
  }

  /** What a run's job has said of itself. */
  async manifest(run: string) {
    const bucket = this.plan.buckets.scripts.name;
    return JSON.parse(await this.text(bucket, `output/${run}/_manifest.json`));
  }
}
