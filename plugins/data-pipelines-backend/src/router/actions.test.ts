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
import { STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import request from 'supertest';
import { fakeDate } from '../__testUtils__/fakeDate';
import { awsError, mockAws } from '../__testUtils__/mockAws';
import { recordedSdkHistory } from '../__testUtils__/recordedHistory';
import { faults } from '../__testUtils__/openapi';
import { startPortal } from '../__testUtils__/startPortal';
import { stubClient } from '../__testUtils__/stubClient';

const PIPELINE = '/api/data-pipelines/v1/pipelines/default/component/retail-taxi-daily';
const BUCKET = 'retail-taxi-daily-input-123456789012-eu-west-1';
const PATH = '/v1/pipelines/{namespace}/{kind}/{name}';
const aws = mockAws();
const s3 = stubClient(S3Client);

beforeEach(() => {
  // Runs that ended on these days can be redriven.
  fakeDate(new Date('2026-06-04T00:00:00Z'));
  aws.reset();
  s3.reset();
  aws.executions();
  aws.sfn.on(StartExecutionCommand).resolves({});
  aws.sfn.on(StopExecutionCommand).resolves({});
  aws.sfn.on(RedriveExecutionCommand).resolves({});
});
afterEach(() => jest.useRealTimers());

const HISTORY = { FAILED: 'failed-spark', TIMED_OUT: 'timed-out', ABORTED: 'stopped' } as const;

/** The key of the object that started a recorded run. */
function keyOf(history: string): string {
  const [event] = recordedSdkHistory(history);
  return JSON.parse(event.executionStartedEventDetails!.input!).detail.object.key;
}

const started = () =>
  aws.sfn.commandCalls(StartExecutionCommand).map(call => ({
    ...(call.args[0].input as { name: string; stateMachineArn: string }),
    input: JSON.parse(String(call.args[0].input.input)),
  }));

describe('POST …/runs', () => {
  it('starts a run with an object, as S3 would have, and writes down who asked', async () => {
    const { server, audit } = await startPortal();
    s3.on(HeadObjectCommand, { Bucket: BUCKET, Key: 'input/a ü+.parquet' }).resolves({
      ContentLength: 5,
      ETag: '"e"',
      VersionId: 'v1',
    });
    const { status, body } = await request(server)
      .post(`${PIPELINE}/runs`)
      .send({ key: 'input/a ü+.parquet' });
    expect([status, body]).toEqual([202, { runId: expect.stringMatching(/^portal-/) }]);
    expect(faults(body, `${PATH}/runs`, 'post', 202)).toEqual([]);
    expect(started()).toEqual([
      {
        stateMachineArn: STATE_MACHINE_ARN,
        name: body.runId,
        input: {
          source: 'data-pipelines.portal',
          'detail-type': 'Object Created',
          account: '123456789012',
          region: 'eu-west-1',
          detail: {
            bucket: { name: BUCKET },
            object: { key: 'input/a ü+.parquet', size: 5, etag: 'e', 'version-id': 'v1' },
            reason: 'portal',
          },
          startedBy: 'user:default/mock',
        },
      },
    ]);
    expect(audit).toEqual([
      {
        eventId: 'run-act',
        severityLevel: 'medium',
        meta: { actionType: 'start', entityRef: 'component:default/retail-taxi-daily' },
        outcome: 'succeeded',
      },
    ]);
  });

  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
    'starts anew with an object whose last run was %s, whose claim would else make it a duplicate',
    async status => {
      const { server } = await startPortal();
      aws.executions({ name: 'a', status, history: HISTORY[status] });
      s3.on(HeadObjectCommand).resolves({ ContentLength: 5 });
      const key = keyOf(HISTORY[status]);
      await request(server).post(`${PIPELINE}/runs`).send({ key }).expect(202);
      expect(started()).toMatchObject([{ input: { rerun: true } }]);
    },
  );

  it('leaves it to the claim that an object is not processed twice by accident', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'succeeded' });
    s3.on(HeadObjectCommand).resolves({ ContentLength: 5 });
    await request(server)
      .post(`${PIPELINE}/runs`)
      .send({ key: keyOf('succeeded') })
      .expect(202);
    expect(started()[0].input).not.toHaveProperty('rerun');
  });

  it('starts nothing with what is not there, not in the folder, or not an object', async () => {
    const { server } = await startPortal();
    s3.on(HeadObjectCommand).rejects(awsError('NotFound'));
    const post = (body: object) => request(server).post(`${PIPELINE}/runs`).send(body);
    const missing = await post({ key: 'input/none' });
    expect(missing.status).toBe(404);
    expect(missing.body.error.message).toContain(`There is no object s3://${BUCKET}/input/none`);
    for (const key of ['secrets/a', 'input/', '../input/a']) {
      const { status, body } = await post({ key });
      expect([key, status]).toEqual([key, 400]);
      expect(body.error.message).toContain(`give an object in the pipeline's folder`);
    }
    for (const body of [{}, { key: 7 }, { key: 'input/a', bucket: 'other' }]) {
      expect((await post(body)).status).toBe(400);
    }
    expect(started()).toEqual([]);
  });
});

describe('POST …/runs/:id/rerun', () => {
  it('processes the same version of the object again', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'FAILED', history: 'failed-spark' });
    const { status, body } = await request(server).post(`${PIPELINE}/runs/a/rerun`);
    expect(status).toBe(202);
    const [{ name, input }] = started();
    expect(name).toBe(body.runId);
    expect(input).toMatchObject({ rerun: true, startedBy: 'user:default/mock' });
    expect(input.detail.object.key).toContain('.parquet');
  });
});

describe('POST …/runs/:id/stop', () => {
  it('stops a run that goes on, with the reason and who gave it', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'RUNNING', history: 'running' });
    await request(server)
      .post(`${PIPELINE}/runs/a/stop`)
      .send({ reason: 'wrong file' })
      .expect(202);
    expect(aws.sfn.commandCalls(StopExecutionCommand)[0].args[0].input).toEqual({
      executionArn: expect.stringMatching(/:a$/),
      error: 'StoppedInPortal',
      cause: 'Stopped in the portal by user:default/mock: wrong file',
    });
  });

  it('says that a run has ended already', async () => {
    const { server, audit } = await startPortal();
    aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'succeeded' });
    const { status, body } = await request(server).post(`${PIPELINE}/runs/a/stop`);
    expect(status).toBe(409);
    expect(body.error.message).toBe('Run a cannot be stopped: The run has ended.');
    expect(aws.sfn.commandCalls(StopExecutionCommand)).toEqual([]);
    expect(audit).toMatchObject([{ outcome: 'failed', error: 'ConflictError' }]);
  });
});

describe('POST …/runs/:id/redrive', () => {
  it('lets a failed run go on', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'FAILED', history: 'failed-spark' });
    const { body } = await request(server).post(`${PIPELINE}/runs/a/redrive`).expect(202);
    expect(faults(body, `${PATH}/runs/{id}/redrive`, 'post', 202)).toEqual([]);
    expect(body).toEqual({ runId: 'a' });
    expect(aws.sfn.commandCalls(RedriveExecutionCommand)).toHaveLength(1);
  });

  it('shows the run as going on at once, although AWS still calls it failed', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'FAILED', history: 'failed-spark' });
    await request(server).post(`${PIPELINE}/runs/a/redrive`).expect(202);
    const { body } = await request(server).get(`${PIPELINE}/runs/a`).expect(200);
    expect(body).toMatchObject({ status: 'running', redriveCount: 1 });
    expect(body).not.toHaveProperty('endedAt');
    const { body: list } = await request(server).get(`${PIPELINE}/runs`).expect(200);
    expect(list.items[0]).toMatchObject({ id: 'a', status: 'running', redriveCount: 1 });
  });

  it('hands on what AWS has against it', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'FAILED', history: 'failed-spark' });
    aws.sfn
      .on(RedriveExecutionCommand)
      .rejects(awsError('ExecutionNotRedrivable', 'history is too long'));
    const { status, body } = await request(server).post(`${PIPELINE}/runs/a/redrive`);
    expect(status).toBe(409);
    expect(body.error.message).toContain('AWS does not redrive run a: history is too long');
  });

  it('does not ask AWS for what AWS refuses anyway', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'FAILED', history: 'failed-spark' });
    jest.setSystemTime(new Date('2027-01-01T00:00:00Z'));
    const { status, body } = await request(server).post(`${PIPELINE}/runs/a/redrive`);
    expect(status).toBe(409);
    expect(body.error.message).toContain('more than 14 days ago');
    expect(aws.sfn.commandCalls(RedriveExecutionCommand)).toEqual([]);
  });
});

describe('POST …/backfill', () => {
  beforeEach(() => {
    s3.on(ListObjectsV2Command).resolves({
      Contents: [
        { Key: 'input/2024/', Size: 0 },
        { Key: 'input/2024/a.parquet', Size: 1 },
        { Key: 'input/2024/b.parquet', Size: 2 },
      ],
    });
    s3.on(HeadObjectCommand).resolves({ ContentLength: 1, VersionId: 'v' });
  });
  const backfill = async (body: object) => {
    const { server } = await startPortal();
    return request(server).post(`${PIPELINE}/backfill`).send(body);
  };

  it('only tells what would start, unless it is told otherwise', async () => {
    const { status, body } = await backfill({ prefix: 'input/2024/' });
    expect(status).toBe(200);
    expect(body).toEqual({
      objects: [
        { bucket: BUCKET, key: 'input/2024/a.parquet', size: 1 },
        { bucket: BUCKET, key: 'input/2024/b.parquet', size: 2 },
      ],
      more: false,
    });
    expect(started()).toEqual([]);
  });

  it('starts a run for each object, and tells of each that could not be started', async () => {
    s3.on(HeadObjectCommand, { Key: 'input/2024/b.parquet' }).rejects(awsError('NotFound'));
    const { body } = await backfill({ prefix: 'input/2024/', preview: false });
    expect(faults(body, `${PATH}/backfill`, 'post')).toEqual([]);
    expect(body.objects).toEqual([
      expect.objectContaining({ runId: expect.any(String) }),
      expect.objectContaining({ problem: expect.stringContaining('There is no object') }),
    ]);
    expect(started()).toHaveLength(1);
  });

  it('does not process again by accident', async () => {
    aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'succeeded' });
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: keyOf('succeeded'), Size: 1 }] });
    const prefix = 'input/';
    const first = await backfill({ prefix, preview: false });
    expect(first.body.objects).toEqual([
      expect.objectContaining({
        lastRun: { id: 'a', status: 'succeeded' },
        problem: expect.stringContaining('processed before'),
      }),
    ]);
    expect(started()).toEqual([]);
    await backfill({ prefix, preview: false, again: true });
    expect(started()).toMatchObject([{ input: { rerun: true } }]);
  });

  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
    'processes what a run that was %s left undone',
    async status => {
      aws.executions({ name: 'a', status, history: HISTORY[status] });
      s3.on(ListObjectsV2Command).resolves({
        Contents: [{ Key: keyOf(HISTORY[status]), Size: 1 }],
      });
      const { body } = await backfill({ prefix: 'input/', preview: false });
      expect(body.objects).toEqual([expect.objectContaining({ runId: expect.any(String) })]);
      expect(started()).toMatchObject([{ input: { rerun: true } }]);
    },
  );

  it('runs a selection of runs again', async () => {
    aws.executions(
      { name: 'a', status: 'FAILED', history: 'failed-spark' },
      { name: 'b', status: 'SUCCEEDED', history: 'succeeded' },
    );
    const { body } = await backfill({ runIds: ['a', 'b', 'a'], preview: false });
    expect(body.objects.map(({ runId }: { runId?: string }) => runId)).toEqual([
      expect.any(String),
      expect.any(String),
    ]);
    expect(started()).toHaveLength(2);
    expect(s3.commandCalls(GetObjectCommand)).toEqual([]);
  });

  it.each([
    [{}, 'give either prefix or runIds'],
    [{ prefix: 'input/', runIds: ['a'] }, 'give either prefix or runIds'],
    [{ prefix: 'other/' }, "give a folder within the pipeline's own"],
    [{ runIds: [] }, 'name at least one run'],
    [{ runIds: ['a:b'] }, 'give the name of an execution'],
  ])('refuses %j', async (wrong, sentence) => {
    const { status, body } = await backfill(wrong);
    expect(status).toBe(400);
    expect(body.error.message).toContain(sentence);
  });
});
