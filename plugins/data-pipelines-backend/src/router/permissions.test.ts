import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import { mockAws } from '../__testUtils__/mockAws';
import { startPortal } from '../__testUtils__/startPortal';
import { stubClient } from '../__testUtils__/stubClient';

const PIPELINE = '/api/data-pipelines/v1/pipelines/default/component/retail-taxi-daily';
const aws = mockAws();
const others = [S3Client, SNSClient, SQSClient].map(stubClient);
const calls = () => aws.calls() + others.reduce((sum, client) => sum + client.calls().length, 0);

beforeEach(() => {
  aws.reset();
  others.forEach(client => client.reset());
});

/** Every route of a pipeline, the permission it needs, and a body that it accepts. */
const ROUTES: [method: 'get' | 'post', path: string, permission: string, body?: object][] = [
  ['get', '/runs', 'read'],
  ['get', '/runs/a', 'read'],
  ['get', '/runs/a/diagnosis', 'read'],
  ['get', '/runs/a/jobs/j/logs', 'read'],
  ['get', '/runs/a/jobs/j/logs/x', 'read'],
  ['get', '/runs/a/jobs/j/spark-history', 'read'],
  ['get', '/readiness', 'read'],
  ['post', '/runs', 'start', { key: 'input/a' }],
  ['post', '/runs/a/rerun', 'start'],
  ['post', '/backfill', 'start', { prefix: 'input/' }],
  ['post', '/runs/a/stop', 'stop'],
  ['post', '/runs/a/redrive', 'redrive'],
];

describe.each(ROUTES)('%s %s', (method, path, permission, body) => {
  const ask = (server: Parameters<typeof request>[0]) =>
    request(server)
      [method](PIPELINE + path)
      .send(body);

  it('asks nothing of AWS for a caller without credentials', async () => {
    const { server } = await startPortal();
    await ask(server).set('Authorization', mockCredentials.none.header()).expect(401);
    expect(calls()).toBe(0);
  });

  it(`needs dataPipelines.run.${permission} on the entity, audits a refusal, and asks nothing of AWS then`, async () => {
    const { server, audit, permissions } = await startPortal({ decision: AuthorizeResult.DENY });
    const answer = await ask(server);
    expect(answer.status).toBe(403);
    expect(answer.body.error.message).toContain(`dataPipelines.run.${permission}`);
    expect(permissions.authorize).toHaveBeenCalledWith(
      [
        {
          permission: expect.objectContaining({ name: `dataPipelines.run.${permission}` }),
          resourceRef: 'component:default/retail-taxi-daily',
        },
      ],
      expect.anything(),
    );
    expect(audit).toMatchObject([{ outcome: 'failed', error: 'NotAllowedError' }]);
    expect(calls()).toBe(0);
  });

  it('does not know a pipeline that the caller may not see', async () => {
    const { server } = await startPortal({ entities: [] });
    expect((await ask(server)).status).toBe(404);
    expect(calls()).toBe(0);
  });
});
