import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sqsModule from '@backstage/plugin-events-backend-module-aws-sqs';
import { STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import request from 'supertest';
import { FakeAws, statusEvents } from '../__testUtils__/FakeAws';
import { configWith, startPortal } from '../__testUtils__/startPortal';

jest.setTimeout(60_000);

const RUNS = '/api/data-pipelines/v1/pipelines/default/component/retail-taxi-daily/runs';
const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/data-pipelines-portal';

/** A queue of SQS as the stock module asks it. */
class FakeQueue {
  messages: string[] = [];
  deleted = 0;
  private readonly server: Server = createServer((req, res) => {
    let body = '';
    req.on('data', chunk => (body += chunk));
    req.on('end', () => {
      const action = String(req.headers['x-amz-target']).split('.')[1];
      res.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      res.end(JSON.stringify(this.act(action, JSON.parse(body))));
    });
  });

  async start(): Promise<string> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  private act(action: string, input: { Entries?: { Id: string }[] }) {
    if (action === 'DeleteMessageBatch') {
      this.deleted += input.Entries!.length;
      return { Successful: input.Entries!.map(({ Id }) => ({ Id })), Failed: [] };
    }
    return {
      Messages: this.messages.splice(0, 10).map((Body, index) => ({
        MessageId: `m${index}`,
        ReceiptHandle: `r${index}`,
        Body,
        MD5OfBody: createHash('md5').update(Body).digest('hex'),
      })),
    };
  }
}

describe("push by Backstage's own module for SQS", () => {
  const aws = new FakeAws();
  const queue = new FakeQueue();
  const before = { ...process.env };
  beforeAll(() => {
    // The module takes its credentials from the environment.
    process.env.AWS_ACCESS_KEY_ID = 'test';
    process.env.AWS_SECRET_ACCESS_KEY = 'test';
  });
  afterAll(async () => {
    process.env = before;
    queue.stop();
    await aws.stop();
  });

  it('shows a run soon after AWS told of it, without asking AWS, and tells open pages', async () => {
    const endpoint = await aws.start();
    aws.set(STATE_MACHINE_ARN, []);
    const { server, tasks, signals } = await startPortal({
      config: {
        ...configWith(endpoint),
        events: {
          modules: {
            awsSqs: {
              awsSqsConsumingEventPublisher: {
                topics: {
                  'data-pipelines': {
                    queue: { url: QUEUE, region: 'eu-west-1', endpoint: await queue.start() },
                    waitTimeAfterEmptyReceive: { seconds: 0 },
                  },
                },
              },
            },
          },
        },
      },
      features: [sqsModule],
    });
    await request(server).get(RUNS).expect(200, { items: [], counts: {} });
    await tasks.get('data-pipelines-reconcile')!(new AbortController().signal);
    const asked = aws.total;

    const execution = {
      name: 'a',
      status: 'RUNNING' as const,
      startedAt: Date.now(),
      redriveCount: 0,
      key: 'input/a.parquet',
    };
    queue.messages = statusEvents(STATE_MACHINE_ARN, execution).map(event => JSON.stringify(event));
    await tasks.get('events.awsSqs.publisher:data-pipelines')!(new AbortController().signal);
    expect(queue.deleted).toBe(1);

    let items: unknown[] = [];
    for (let i = 0; i < 40 && !(items.length && signals.length); i++) {
      await new Promise(resolve => setTimeout(resolve, 50));
      ({ items } = (await request(server).get(RUNS)).body);
    }
    expect(items).toEqual([
      expect.objectContaining({
        id: 'a',
        status: 'running',
        trigger: { bucket: 'input', key: 'input/a.parquet', size: 7 },
      }),
    ]);
    expect(signals).toEqual([
      expect.objectContaining({
        channel: 'data-pipelines',
        message: { entityRef: 'component:default/retail-taxi-daily', version: expect.any(Number) },
      }),
    ]);
    expect(aws.total).toBe(asked);
  });
});
