import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { ListVirtualClustersCommand } from '@aws-sdk/client-emr-containers';
import {
  GetBucketNotificationConfigurationCommand,
  HeadObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { awsError, mockAws } from '../__testUtils__/mockAws';
import { faults } from '../__testUtils__/openapi';
import { CONFIG, startPortal } from '../__testUtils__/startPortal';
import { stubClient } from '../__testUtils__/stubClient';

const READINESS = '/api/data-pipelines/v1/pipelines/default/component/retail-taxi-daily/readiness';
const INSTANCE =
  '/apis/retail.pipelines.example.org/v1alpha1/namespaces/retail-taxi-daily/datapipelines/taxi-daily';
const PATH = '/v1/pipelines/{namespace}/{kind}/{name}';
const aws = mockAws();
const s3 = stubClient(S3Client);
const sns = stubClient(SNSClient);
const sqs = stubClient(SQSClient);
const eks = stubClient(EKSClient);

/** A Kubernetes API server as far as it is asked: real HTTP, and it checks the token. */
let cluster: Server;
let objects: Record<string, object>;
let asked: string[];

beforeEach(async () => {
  [aws, s3, sns, sqs, eks].forEach(client => client.reset());
  aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'succeeded' });
  s3.on(GetBucketNotificationConfigurationCommand).resolves({ EventBridgeConfiguration: {} });
  s3.on(HeadObjectCommand).resolves({ ContentLength: 1 });
  sns.on(ListSubscriptionsByTopicCommand).resolves({
    Subscriptions: [
      { Protocol: 'email', Endpoint: 'a@example.com', SubscriptionArn: 'PendingConfirmation' },
      { Protocol: 'sqs', Endpoint: 'q', SubscriptionArn: 'arn:aws:sns:x' },
    ],
  });
  sqs.on(GetQueueUrlCommand, { QueueName: 'retail-taxi-daily-dlq' }).resolves({ QueueUrl: 'u' });
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '2' } });
  aws.emr
    .on(ListVirtualClustersCommand)
    .resolves({ virtualClusters: [{ name: 'retail-taxi-daily', state: 'RUNNING' }] });
  objects = {
    [INSTANCE]: {
      spec: { scripts: { bucket: 'scripts', prefix: 'scripts/', entryPoint: 'taxi_summary.py' } },
      status: {
        state: 'ACTIVE',
        conditions: [{ type: 'Ready', status: 'True', message: 'All is there.' }],
      },
    },
    '/apis/s3.services.k8s.aws/v1alpha1/namespaces/retail-taxi-daily/buckets': {
      items: [
        {
          kind: 'Bucket',
          metadata: { name: 'taxi-daily-input' },
          status: { conditions: [{ type: 'ACK.ResourceSynced', status: 'True' }] },
        },
      ],
    },
  };
  asked = [];
  cluster = createServer((req, res) => {
    asked.push(`${req.method} ${req.url}`);
    const found = objects[req.url!];
    const known = found ? 200 : 404;
    const status = req.headers.authorization === 'Bearer may-read' ? known : 401;
    res.writeHead(status, { 'Content-Type': 'application/json' });
    res.end(JSON.stringify(status === 200 ? found : { kind: 'Status', code: status }));
  });
  await new Promise<void>(done => cluster.listen(0, '127.0.0.1', done));
});
afterEach(() => {
  jest.restoreAllMocks();
  return new Promise(done => cluster.close(done));
});

function configWith(token: string) {
  const url = `http://127.0.0.1:${(cluster.address() as AddressInfo).port}`;
  return {
    dataPipelines: {
      ...CONFIG.dataPipelines,
      clusters: { sandbox: { access: 'url', url, token } },
    },
  };
}
const stateOf = (body: { checks: { id: string; state: string }[] }) =>
  Object.fromEntries(body.checks.map(({ id, state }) => [id, state]));

describe('GET …/readiness', () => {
  it('looks at everything that a pipeline needs', async () => {
    const { server } = await startPortal({ config: configWith('may-read') });
    const { status, body } = await request(server).get(READINESS);
    expect(status).toBe(200);
    expect(faults(body, `${PATH}/readiness`)).toEqual([]);
    expect(stateOf(body)).toEqual({
      instance: 'ok',
      resources: 'ok',
      notifications: 'ok',
      script: 'ok',
      emails: 'todo',
      virtualCluster: 'ok',
      lastEvent: 'ok',
      deadLetters: 'todo',
    });
    expect(body.state).toBe('todo');
    expect(body.checks[3].sentence).toBe('The script is in s3://scripts/scripts/taxi_summary.py.');
    expect(asked.every(line => line.startsWith('GET '))).toBe(true);
  });

  it('says that a script is missing, and how it comes', async () => {
    s3.on(HeadObjectCommand).rejects(awsError('NotFound'));
    const { server } = await startPortal({ config: configWith('may-read') });
    const { body } = await request(server).get(READINESS);
    expect(body.checks[3]).toMatchObject({
      id: 'script',
      state: 'todo',
      remedy: expect.any(String),
    });
  });

  it('does without a cluster, and says so', async () => {
    const { server } = await startPortal();
    const { body } = await request(server).get(READINESS);
    expect(stateOf(body)).toMatchObject({
      instance: 'unknown',
      resources: 'unknown',
      notifications: 'ok',
    });
    expect(body.checks[0].sentence).toContain('dataPipelines.clusters');
    expect(asked).toEqual([]);
  });

  it('says who can help when the cluster does not let the portal in', async () => {
    const { server } = await startPortal({ config: configWith('wrong') });
    const { body } = await request(server).get(READINESS);
    expect(body.checks[0]).toMatchObject({ state: 'unknown' });
    expect(body.checks[0].sentence).toContain('does not let the portal read');
    expect(JSON.stringify(body)).not.toContain('wrong');
  });

  it('names the action that AWS does not allow, where the cluster is found by AWS', async () => {
    eks.on(DescribeClusterCommand).rejects(awsError('AccessDeniedException'));
    const clusters = { sandbox: { access: 'eks' } };
    const { server } = await startPortal({
      config: { dataPipelines: { ...CONFIG.dataPipelines, clusters } },
    });
    const { body } = await request(server).get(READINESS);
    expect(body.checks[0]).toMatchObject({
      state: 'unknown',
      sentence: expect.stringContaining(
        'AWS does not allow the portal eks:DescribeCluster on cluster sandbox',
      ),
    });
  });

  it('tells what AWS would not say, line by line', async () => {
    sqs.on(GetQueueUrlCommand).rejects(awsError('AccessDenied'));
    s3.on(GetBucketNotificationConfigurationCommand).rejects(awsError('ThrottlingException'));
    const { server } = await startPortal({ config: configWith('may-read') });
    const { body } = await request(server).get(READINESS);
    expect(stateOf(body)).toMatchObject({
      deadLetters: 'unknown',
      notifications: 'unknown',
      script: 'ok',
    });
    expect(body.checks.at(-1).sentence).toContain('sqs:GetQueueUrl');
  });

  it('tells what was seen before, with its age, while a look takes long', async () => {
    const { server } = await startPortal({ config: configWith('may-read') });
    const { body: before } = await request(server).get(READINESS).expect(200);
    sqs.on(GetQueueUrlCommand).callsFake(() => new Promise(() => {}));
    const began = performance.now();
    const { now } = Date;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 60_000); // what was seen is to be looked at again
    const { body } = await request(server).get(READINESS).expect(200);
    expect(body).toEqual(before);
    expect(sqs.commandCalls(GetQueueUrlCommand)).toHaveLength(2);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('costs one look, however many ask', async () => {
    const { server } = await startPortal({ config: configWith('may-read') });
    await Promise.all(Array.from({ length: 20 }, () => request(server).get(READINESS).expect(200)));
    expect(sqs.commandCalls(GetQueueUrlCommand)).toHaveLength(1);
    expect(asked.filter(line => line.includes('datapipelines'))).toHaveLength(1);
  });
});
