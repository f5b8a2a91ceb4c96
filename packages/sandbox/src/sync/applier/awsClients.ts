import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EMRContainersClient } from '@aws-sdk/client-emr-containers';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';

/** Where the clients point. */
export interface AwsTarget {
  /** The local AWS: an http address of this machine. */
  endpoint: string;
  region: string;
  accountId: string;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The clients of one region of the local AWS. They cannot reach a real one: the endpoint must be on this machine and
 * the credentials are made up.
 */
export class AwsClients {
  readonly region: string;
  readonly accountId: string;
  readonly s3: S3Client;
  readonly iam: IAMClient;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly dynamodb: DynamoDBClient;
  readonly events: EventBridgeClient;
  readonly states: SFNClient;
  readonly emr: EMRContainersClient;
  readonly logs: CloudWatchLogsClient;

  constructor(target: AwsTarget) {
    const host = new URL(target.endpoint).hostname;
    if (!LOOPBACK.has(host)) {
      throw new Error(
        `endpoint '${target.endpoint}' is not on this machine; the sandbox works only with its own local AWS`,
      );
    }
    this.region = target.region;
    this.accountId = target.accountId;
    const options = {
      endpoint: target.endpoint,
      region: target.region,
      credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
      // Left to themselves these are read from ~/.aws/config, which is about the person's real accounts.
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      maxAttempts: 3,
    };
    this.s3 = new S3Client({ ...options, forcePathStyle: true, followRegionRedirects: false });
    this.iam = new IAMClient(options);
    this.sqs = new SQSClient(options);
    this.sns = new SNSClient(options);
    this.dynamodb = new DynamoDBClient(options);
    this.events = new EventBridgeClient(options);
    this.states = new SFNClient(options);
    this.emr = new EMRContainersClient(options);
    this.logs = new CloudWatchLogsClient(options);
  }

  /** Every client, for what concerns them all. */
  all() {
    return [
      this.s3,
      this.iam,
      this.sqs,
      this.sns,
      this.dynamodb,
      this.events,
      this.states,
      this.emr,
      this.logs,
    ] as const;
  }

  /** Closes the connections. */
  close(): void {
    this.all().forEach(client => client.destroy());
  }
}
