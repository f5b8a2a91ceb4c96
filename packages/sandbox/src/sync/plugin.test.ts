import { mkdtemp, rm } from 'node:fs/promises';
import { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend } from '@backstage/backend-test-utils';
import request from 'supertest';
import { localAwsServiceRef } from '../aws/service';
import { forgeServiceRef } from '../forge/service';
import { AwsClients } from './applier/awsClients';
import { sandboxPlugin } from './plugin';
import { FakeForge } from './__testUtils__/fakeForge';
import { smallPipeline, smallTeamRepo } from './__testUtils__/smallTeamRepo';
import { startTestAws, TestAws } from './__testUtils__/testAws';

jest.setTimeout(120_000);

const PIPELINES = '/api/sandbox/v1/pipelines';
const DAILY = `${PIPELINES}/orders-daily`;

describe('sandboxPlugin', () => {
  let server: TestAws;
  let directory: string;
  let aws: AwsClients;
  let http: Server;
  let stop: () => Promise<void>;
  let awsStatus: { state: 'starting' | 'ready' | 'failed'; message?: string } = { state: 'ready' };
  const forge = new FakeForge();
  const given = smallPipeline('given');

  const get = (path: string) =>
    request(http).get(path).set('Authorization', mockCredentials.user.header());
  const drop = (path: string, body: object) =>
    request(http)
      .post(`${path}/drop`)
      .set('Authorization', mockCredentials.user.header())
      .send(body);
  const settled = async (namespace: string) => {
    for (;;) {
      const { body } = await get(`${PIPELINES}/${namespace}`);
      if (['synced', 'failed'].includes(body.state)) {
        return body;
      }
      await new Promise(done => setTimeout(done, 50));
    }
  };
  const keys = async (Prefix: string) => {
    const page = await aws.s3.send(
      new ListObjectsV2Command({ Bucket: 'orders-daily-input', Prefix }),
    );
    return (page.Contents ?? []).map(({ Key }) => Key);
  };

  beforeAll(async () => {
    server = await startTestAws();
    directory = await mkdtemp(join(tmpdir(), 'sandbox-plugin-'));
    aws = new AwsClients({
      endpoint: server.endpoint,
      region: 'eu-west-1',
      accountId: '123456789012',
    });
    forge.push(
      'orders',
      'orders-pipelines',
      smallTeamRepo({
        ...given,
        ...smallPipeline('nightly', 'trigger: {"on": script}'),
        ...smallPipeline('broken', 'retention: often'),
        'pipelines/given/instance.yaml': given['pipelines/given/instance.yaml'].replace(
          'input: {bucket: orders-given-input}',
          'input: {bucket: given-bucket}',
        ),
      }),
    );
    const backend = await startTestBackend({
      features: [
        sandboxPlugin,
        mockServices.httpAuth.factory({ defaultCredentials: mockCredentials.none() }),
        mockServices.rootConfig.factory({
          data: {
            dataPipelines: { sandbox: { directory, python: join(server.bin, 'python') } },
          },
        }),
        createServiceFactory({ service: forgeServiceRef, deps: {}, factory: () => forge as never }),
        createServiceFactory({
          service: localAwsServiceRef,
          deps: {},
          factory: () => ({
            endpoint: server.endpoint,
            ready: async () => {},
            status: () => awsStatus,
            onRestart: () => () => {},
            env: {
              AWS_ENDPOINT_URL: server.endpoint,
              AWS_ACCESS_KEY_ID: 'sandbox',
              AWS_SECRET_ACCESS_KEY: 'sandbox',
              AWS_REGION: 'eu-west-1',
              PATH: `${server.bin}:${process.env.PATH}`,
            },
          }),
        }),
      ],
    });
    http = backend.server as unknown as Server;
    stop = () => backend.stop();
    await settled('orders-daily');
    await settled('orders-nightly');
    await settled('orders-given');
  });

  afterAll(async () => {
    await stop?.();
    aws?.close();
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('lets nobody in who is not signed in', async () => {
    for (const path of ['/api/sandbox/v1/status', PIPELINES, DAILY]) {
      await request(http).get(path).expect(401);
    }
    await request(http).post(`${DAILY}/drop`).send({}).expect(401);
    expect(await keys('input/')).toEqual([]);
  });

  it('says how the local AWS is', async () => {
    expect((await get('/api/sandbox/v1/status').expect(200)).body).toEqual({ aws: 'ready' });
    awsStatus = { state: 'failed', message: 'no Python' };
    expect((await get('/api/sandbox/v1/status').expect(200)).body).toEqual({
      aws: 'failed',
      message: 'no Python',
    });
    awsStatus = { state: 'ready' };
  });

  it('lists the pipelines, and says of a failed one why', async () => {
    const { body } = await get(PIPELINES).expect(200);
    expect(body.items.map((item: { namespace: string }) => item.namespace)).toEqual([
      'orders-broken',
      'orders-daily',
      'orders-given',
      'orders-nightly',
    ]);
    expect(body.items[0]).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('retention'),
    });
    expect(body.items[0]).not.toHaveProperty('log');
  });

  it('shows one pipeline with its resources, steps and log', async () => {
    const { body } = await get(DAILY).expect(200);
    expect(body).toMatchObject({
      namespace: 'orders-daily',
      team: 'orders',
      name: 'daily',
      repository: 'orders/orders-pipelines',
      state: 'synced',
      steps: [{ name: 'steps/upload', exitCode: 0 }],
    });
    expect(body.resources).toContainEqual({
      id: 'topic',
      kind: 'Topic',
      name: 'daily',
      state: 'created',
    });
    expect(body.log.at(-1)).toEqual({ time: expect.any(String), text: body.message });
    const { body: missing } = await get(`${PIPELINES}/orders-yearly`).expect(404);
    expect(missing.error.message).toContain("no pipeline with the namespace 'orders-yearly'");
  });

  it('drops sample files, each under a name of its own', async () => {
    const drops = await Promise.all([
      drop(DAILY, { rows: 200 }).expect(201),
      drop(DAILY, { rows: 100, month: '2024-02' }).expect(201),
      drop(DAILY, { rows: 300 }).expect(201),
    ]);
    const names = [
      'input/yellow_tripdata_2024-01-1.parquet',
      'input/yellow_tripdata_2024-01-2.parquet',
      'input/yellow_tripdata_2024-02-1.parquet',
    ];
    expect(drops.map(({ body }) => body.key).sort()).toEqual(names);
    expect(drops[0].body).toMatchObject({ bucket: 'orders-daily-input' });
    const { Body } = await aws.s3.send(
      new GetObjectCommand({ Bucket: 'orders-daily-input', Key: drops[0].body.key }),
    );
    const content = Buffer.from(await Body!.transformToByteArray());
    expect(content.length).toBe(drops[0].body.size);
    expect(content.subarray(0, 4).toString()).toBe('PAR1');
    expect(content.subarray(-4).toString()).toBe('PAR1');
  });

  it('drops a file that cannot be read, when asked to', async () => {
    const { body } = await drop(DAILY, { rows: 100, corrupt: true, month: '2024-03' }).expect(201);
    const { Body } = await aws.s3.send(
      new GetObjectCommand({ Bucket: 'orders-daily-input', Key: body.key }),
    );
    const content = Buffer.from(await Body!.transformToByteArray());
    expect(content.subarray(-4).toString()).not.toBe('PAR1');
  });

  it.each<[object, string]>([
    [{ rows: 0 }, 'rows: is 0; give a whole number from 1 to 3000000'],
    [{ rows: 3_000_001 }, 'rows: is 3000001; give'],
    [{ rows: '20' }, 'rows: is "20"; give'],
    [{ month: '2024-13' }, 'month: is "2024-13"; give a month such as 2024-01'],
    [{ month: '2024-01; rm' }, 'month: is "2024-01; rm"'],
    [{ corrupt: 'yes' }, 'corrupt: is "yes"; give true or false'],
    [{ row: 1 }, 'row: there is no such field; use rows, month, corrupt, script'],
    [[], 'body: must be a JSON object'],
  ])('refuses to drop %j', async (body, message) => {
    const answer = await drop(DAILY, body).expect(400);
    expect(answer.body.error.message).toContain(message);
  });

  it('says of a pipeline that a script starts that it does, and uploads the script again', async () => {
    const nightly = `${PIPELINES}/orders-nightly`;
    const refused = await drop(nightly, { rows: 100 }).expect(409);
    expect(refused.body.error.message).toBe(
      'pipeline orders-nightly is started by a script: send {"script": true} to upload its script job.py again',
    );
    const { body } = await drop(nightly, { script: true }).expect(201);
    expect(body).toEqual({ bucket: 'orders-nightly-input', key: 'scripts/job.py', size: 13 });
    const page = await aws.s3.send(new ListObjectsV2Command({ Bucket: body.bucket }));
    expect(page.Contents?.map(({ Key }) => Key)).toEqual([
      'input/yellow_tripdata_2024-01-1.parquet',
      'scripts/job.py',
    ]);
    await drop(nightly, { script: true }).expect(201);
    await aws.s3.send(
      new PutObjectCommand({ Bucket: body.bucket, Key: 'input/own.parquet', Body: 'own' }),
    );
    const again = await aws.s3.send(new ListObjectsV2Command({ Bucket: body.bucket }));
    expect(again.KeyCount).toBe(3);
    await drop(DAILY, { script: true }).expect(409);
  });

  it('says how to make a bucket that the pipeline takes for given', async () => {
    const { body } = await drop(`${PIPELINES}/orders-given`, { rows: 10 }).expect(409);
    expect(body.error.message).toContain('bucket given-bucket is not there');
    expect(body.error.message).toContain(
      `make it with: aws --endpoint-url ${server.endpoint} --region eu-west-1 s3 mb s3://given-bucket`,
    );
  });

  it('drops nothing for a pipeline that is not there', async () => {
    const { body } = await drop(`${PIPELINES}/orders-broken`, {}).expect(409);
    expect(body.error.message).toContain('pipeline orders-broken is not there yet (failed: ');
  });
});
