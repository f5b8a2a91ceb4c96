import {
  CreatePersistentAppUICommand,
  EMRClient,
  GetPersistentAppUIPresignedURLCommand,
} from '@aws-sdk/client-emr';
import { DescribeJobRunCommand, ListVirtualClustersCommand } from '@aws-sdk/client-emr-containers';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ANNOTATION_STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common';
import {
  failedRun,
  pipelineEntity,
  STATE_MACHINE_ARN,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { fakeDate } from '../__testUtils__/fakeDate';
import { mockAws } from '../__testUtils__/mockAws';
import { type Decide, startPortal } from '../__testUtils__/startPortal';
import { stubClient } from '../__testUtils__/stubClient';

jest.setTimeout(60_000);

const V1 = '/api/data-pipelines/v1';
const PIPELINE = `${V1}/pipelines/default/component/retail-taxi-daily`;
const REF = 'component:default/retail-taxi-daily';
const JOB = `/runs/failed/jobs/${failedRun.job!.id}`;
const LOG = Buffer.from('spark-1/spark-1-driver/stdout.gz').toString('base64url');

/** A route of a pipeline, what is asked for it, and a body that it accepts. */
type Route = [
  method: 'get' | 'post',
  path: string,
  permission: 'read' | 'start' | 'stop' | 'redrive',
  /** How it is audited. */
  type: string,
  body?: object,
];

const ROUTES: Route[] = [
  ['get', '/runs', 'read', 'list'],
  ['get', '/runs/failed', 'read', 'get'],
  ['get', '/runs/failed/events', 'read', 'events'],
  ['get', '/runs/failed/definition', 'read', 'definition'],
  ['get', '/runs/failed/diagnosis', 'read', 'diagnosis'],
  ['get', '/statistics', 'read', 'statistics'],
  ['get', '/readiness', 'read', 'readiness'],
  ['get', `${JOB}/logs`, 'read', 'logs'],
  ['get', `${JOB}/logs/${LOG}`, 'read', 'log'],
  ['get', `${JOB}/logs/${LOG}?download=true`, 'read', 'log'],
  ['get', `${JOB}/spark-history`, 'read', 'spark-history'],
  ['post', '/runs', 'start', 'start', { key: 'input/a' }],
  ['post', '/runs/failed/rerun', 'start', 'rerun'],
  ['post', '/backfill', 'start', 'backfill', { prefix: 'input/', preview: false }],
  ['post', '/runs/running/stop', 'stop', 'stop'],
  ['post', '/runs/failed/redrive', 'redrive', 'redrive'],
];

const aws = mockAws();
const s3 = stubClient(S3Client);
const emr = stubClient(EMRClient);
const others = [s3, emr, stubClient(SNSClient), stubClient(SQSClient)];
/** Calls to whichever service of AWS. */
const calls = () => others.reduce((sum, client) => sum + client.calls().length, aws.calls());

beforeEach(() => {
  // The failed run can be redriven on this day.
  fakeDate(new Date('2026-06-04T00:00:00Z'));
  [aws, ...others].forEach(client => client.reset());
  aws.executions(
    { name: 'failed', status: 'FAILED', history: 'failed-spark' },
    { name: 'running', status: 'RUNNING', history: 'running' },
  );
  aws.definition('{}');
  for (const command of [StartExecutionCommand, StopExecutionCommand, RedriveExecutionCommand]) {
    aws.sfn.on(command).resolves({});
  }
  aws.emr.on(ListVirtualClustersCommand).resolves({ virtualClusters: [] });
  aws.emr.on(DescribeJobRunCommand).resolves({
    jobRun: {
      id: failedRun.job!.id,
      state: 'FAILED',
      configurationOverrides: {
        monitoringConfiguration: { s3MonitoringConfiguration: { logUri: 's3://scripts/logs/' } },
      },
    },
  });
  s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: 'input/a', Size: 1 }] });
  s3.on(HeadObjectCommand).resolves({ ContentLength: 1 });
  s3.on(GetObjectCommand).callsFake(() => ({ Body: Readable.from([gzipSync('a line')]) }));
  emr.on(CreatePersistentAppUICommand).resolves({ PersistentAppUIId: 'p' });
  emr.on(GetPersistentAppUIPresignedURLCommand).resolves({ PresignedURL: 'https://p' });
});
afterEach(() => jest.useRealTimers());

/** As an owner's policy decides: the owner's entity for the owner, everything for services. */
const owned: Decide = ({ resourceRef, principal }) => {
  const who = principal as { type: string; userEntityRef?: string };
  if (who.type === 'service') return AuthorizeResult.ALLOW;
  if (resourceRef === undefined) return AuthorizeResult.CONDITIONAL;
  return who.userEntityRef === 'user:default/owner' && resourceRef === REF
    ? AuthorizeResult.ALLOW
    : AuthorizeResult.DENY;
};

const headers = {
  none: mockCredentials.none.header(),
  invalid: mockCredentials.user.invalidHeader(),
  'other team': mockCredentials.user.header('user:default/other'),
  owner: mockCredentials.user.header('user:default/owner'),
  service: mockCredentials.service.header(),
};

describe.each(ROUTES)('%s %s', (method, path, permission, type, body) => {
  const ask = (server: Parameters<typeof request>[0], who: keyof typeof headers) =>
    request(server)
      [method](PIPELINE + path)
      .set('Authorization', headers[who])
      .send(body);
  const event =
    permission === 'read'
      ? { eventId: 'run-fetch', meta: { queryType: type } }
      : { eventId: 'run-act', severityLevel: 'medium', meta: { actionType: type } };
  const [, runId] = /^\/runs\/(\w+)/.exec(path) ?? [];
  const audited = { ...event, meta: { ...event.meta, entityRef: REF, ...(runId && { runId }) } };

  it.each(['owner', 'service'] as const)('answers %s, once that is written down', async who => {
    const before: number[] = [];
    const onAttempt = async () => {
      await pause(5); // an auditor that takes its time
      before.push(calls());
    };
    const { server, audit } = await startPortal({ decide: owned, onAttempt });
    const { status } = await ask(server, who);
    expect(status).toBeGreaterThanOrEqual(200);
    expect(status).toBeLessThan(300);
    expect(audit).toEqual([{ ...audited, outcome: 'succeeded' }]);
    expect(before).toEqual([0]);
    expect(calls()).toBeGreaterThan(0);
  });

  it(`needs dataPipelines.run.${permission} on the entity, and asks AWS nothing for another team`, async () => {
    const { server, audit, permissions } = await startPortal({ decide: owned });
    const answer = await ask(server, 'other team');
    expect(answer.status).toBe(403);
    expect(answer.body.error.message).toContain(`dataPipelines.run.${permission}`);
    expect(permissions.authorize).toHaveBeenCalledWith(
      [
        {
          permission: expect.objectContaining({ name: `dataPipelines.run.${permission}` }),
          resourceRef: REF,
        },
      ],
      expect.anything(),
    );
    expect(audit).toEqual([{ ...audited, outcome: 'failed', error: 'NotAllowedError' }]);
    expect(calls()).toBe(0);
  });

  // Those the framework turns away before the plugin, which therefore has nothing to audit.
  it.each(['none', 'invalid'] as const)('does not let in credentials: %s', async who => {
    const { server, audit } = await startPortal({ decide: owned });
    expect((await ask(server, who)).status).toBe(401);
    expect(calls()).toBe(0);
    expect(audit).toEqual([]);
  });

  it('does not know a pipeline that the caller may not see', async () => {
    const { server, audit } = await startPortal({ entities: [] });
    expect((await ask(server, 'owner')).status).toBe(404);
    expect(calls()).toBe(0);
    expect(audit).toEqual([{ ...audited, outcome: 'failed', error: 'NotFoundError' }]);
  });
});

describe(`GET ${V1}/pipelines`, () => {
  const other: Entity = {
    ...pipelineEntity,
    metadata: {
      ...pipelineEntity.metadata,
      name: 'other',
      annotations: { [ANNOTATION_STATE_MACHINE_ARN]: `${STATE_MACHINE_ARN}-other` },
    },
  };

  it.each([
    ['other team', []],
    ['owner', [REF]],
    ['service', ['component:default/other', REF]],
  ] as const)('shows %s only what they may read, and asks AWS nothing', async (who, refs) => {
    const { server, audit, reconcile } = await startPortal({
      decide: owned,
      entities: [pipelineEntity, other],
    });
    await reconcile();
    const before = calls();
    const { body } = await request(server)
      .get(`${V1}/pipelines`)
      .set('Authorization', headers[who])
      .expect(200);
    expect(body.total).toBe(refs.length);
    expect(body.restricted).toBe(who === 'service' ? undefined : true);
    expect(body.items.map(({ entityRef }: { entityRef: string }) => entityRef)).toEqual(refs);
    expect(calls()).toBe(before);
    expect(audit).toEqual([{ eventId: 'pipeline-fetch', meta: undefined, outcome: 'succeeded' }]);
  });

  it.each(['none', 'invalid'] as const)('does not let in credentials: %s', async who => {
    const { server } = await startPortal({ decide: owned });
    const { status } = await request(server)
      .get(`${V1}/pipelines`)
      .set('Authorization', headers[who]);
    expect(status).toBe(401);
  });

  it.each(['catalog.entity.read', 'dataPipelines.run.read'])(
    'tells a caller without %s that they may see none, the same whether there are any',
    async denied => {
      const decide: Decide = ({ permission }) =>
        permission === denied ? AuthorizeResult.DENY : AuthorizeResult.CONDITIONAL;
      const { server, audit, reconcile } = await startPortal({ decide });
      const ask = () => request(server).get(`${V1}/pipelines`);
      const empty = await ask();
      await reconcile();
      const full = await ask();
      expect(full.status).toBe(403);
      expect(full.body.error.message).toContain(denied);
      expect(full.body.error).toEqual(empty.body.error);
      expect(audit[1]).toMatchObject({ outcome: 'failed', error: 'NotAllowedError' });
    },
  );

  it('names the owners of what the caller may read, whatever they filter by', async () => {
    const owner = (name: string) => [{ type: 'ownedBy', targetRef: `group:default/${name}` }];
    const { server, reconcile } = await startPortal({
      decide: owned,
      entities: [
        { ...pipelineEntity, relations: owner('retail') },
        { ...other, relations: owner('secret') },
      ],
    });
    await reconcile();
    const ask = (who: 'owner' | 'service' | 'other team', query = '') =>
      request(server).get(`${V1}/pipelines${query}`).set('Authorization', headers[who]);
    const { body } = await ask('owner', '?status=stopped');
    expect(body).toMatchObject({ total: 0, owners: ['group:default/retail'] });
    const { body: all } = await ask('service', '?limit=1');
    expect(all.owners).toEqual(['group:default/retail', 'group:default/secret']);
    const { body: none } = await ask('other team');
    expect(none.owners).toEqual([]);
    const { body: next } = await ask('service', `?limit=1&cursor=${all.nextCursor}`);
    expect(next.owners).toBeUndefined();
  });

  it('asks the policy once for all where it decides for all alike', async () => {
    const { server, permissions, reconcile } = await startPortal();
    await reconcile();
    await request(server).get(`${V1}/pipelines`).expect(200);
    expect(permissions.authorizeConditional).toHaveBeenCalledTimes(1);
    expect(permissions.authorize).not.toHaveBeenCalled();
  });

  it.each([
    ['?limit=0', 'The query limit is "0"'],
    ['?status=red', 'The query status is "red"'],
    ['?cursor=x', 'begin again without a cursor'],
    ['?colour=red', 'The query does not know "colour"'],
  ])('refuses %s, with the remedy', async (query, sentence) => {
    const { server } = await startPortal();
    const { status, body } = await request(server).get(`${V1}/pipelines${query}`);
    expect(status).toBe(400);
    expect(body.error.message).toContain(sentence);
  });
});
