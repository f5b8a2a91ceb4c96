import {
  CreatePersistentAppUICommand,
  EMRClient,
  GetPersistentAppUIPresignedURLCommand,
} from '@aws-sdk/client-emr';
import { DescribeJobRunCommand, type JobRunState } from '@aws-sdk/client-emr-containers';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { failedRun } from 'backstage-plugin-data-pipelines-common/fixtures';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { fakeDate } from '../__testUtils__/fakeDate';
import { awsError, mockAws } from '../__testUtils__/mockAws';
import { faults } from '../__testUtils__/openapi';
import { startPortal } from '../__testUtils__/startPortal';
import { stubClient } from '../__testUtils__/stubClient';

const RUNS = '/api/data-pipelines/v1/pipelines/default/component/retail-taxi-daily/runs';
const PATH = '/v1/pipelines/{namespace}/{kind}/{name}';
const aws = mockAws();
const s3 = stubClient(S3Client);
const emr = stubClient(EMRClient);

const JOB = failedRun.job!.id;
const DRIVER_OUT = [
  'Running Spark version 3.5.6',
  'error: s3://b/input/k.parquet has no column fare_amount; it has VendorID',
  'Traceback (most recent call last):',
  '  File "taxi_summary.py", line 715, in main',
  'JobError: s3://b/input/k.parquet has no column fare_amount; it has VendorID',
].join('\n');

/** Lets a job have these logs, by default that of the recorded failure; the keys are where EMR would put them. */
function logs(files: Record<string, string>, id = JOB, state: JobRunState = 'FAILED') {
  aws.emr.on(DescribeJobRunCommand, { id }).resolves({
    jobRun: {
      id,
      state,
      stateDetails: 'error: s3://b/input/k.parquet has no column fare_am',
      failureReason: 'USER_ERROR',
      configurationOverrides: {
        monitoringConfiguration: { s3MonitoringConfiguration: { logUri: 's3://scripts/logs/' } },
      },
    },
  });
  s3.on(ListObjectsV2Command).callsFake(({ Prefix }) => ({
    Contents: Object.keys(files).map(path => ({ Key: `${Prefix}${path}`, Size: 9 })),
  }));
  s3.on(GetObjectCommand).callsFake(({ Key }) => {
    const path = Object.keys(files).find(one => String(Key).endsWith(one));
    if (!path) {
      throw awsError('NoSuchKey');
    }
    return { Body: Readable.from([gzipSync(files[path])]) };
  });
}

beforeEach(() => {
  aws.reset();
  s3.reset();
  emr.reset();
  aws.executions({ name: 'b', status: 'FAILED', history: 'failed-spark' });
});

const get = async (path: string) => request((await startPortal()).server).get(`${RUNS}${path}`);

describe('GET …/runs/:id/diagnosis', () => {
  it("says why in the job's whole words, with the lines of the driver's log and what helps", async () => {
    logs({
      'spark-1/spark-1-driver/stdout.gz': DRIVER_OUT,
      'spark-1/spark-1-driver/stderr.gz': 'INFO',
    });
    const { status, body } = await get('/b/diagnosis');
    expect(status).toBe(200);
    expect(faults(body, `${PATH}/runs/{id}/diagnosis`)).toEqual([]);
    expect(body).toMatchObject({
      cause: 'missingColumn',
      sentence: 's3://b/input/k.parquet has no column fare_amount; it has VendorID',
      hint: expect.stringContaining('schema'),
      action: 'redrive',
      jobId: JOB,
      failureReason: 'USER_ERROR',
      excerpt: { stream: 'stdout', firstLine: 2, lines: DRIVER_OUT.split('\n').slice(1) },
    });
  });

  it('does without a log that cannot be read', async () => {
    logs({});
    s3.on(ListObjectsV2Command).rejects(awsError('AccessDenied'));
    const { status, body } = await get('/b/diagnosis');
    expect(status).toBe(200);
    expect(body).toMatchObject({ cause: 'missingColumn', failureReason: 'USER_ERROR' });
    expect(body).not.toHaveProperty('excerpt');
  });

  it('is not there for a run that did not fail', async () => {
    aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'succeeded' });
    const { status, body } = await get('/a/diagnosis');
    expect(status).toBe(404);
    expect(body.error.message).toBe('Run a did not fail: its status is succeeded');
  });
});

describe('GET …/jobs/:jobId/logs', () => {
  it("lists the driver's first", async () => {
    logs({
      'spark-1/k-exec-1/stdout.gz': '',
      'spark-1/spark-1-driver/stdout.gz': '',
      'spark-1/': '',
    });
    const { body } = await get(`/b/jobs/${JOB}/logs`);
    expect(faults(body, `${PATH}/runs/{id}/jobs/{jobId}/logs`)).toEqual([]);
    expect(body.items).toMatchObject([
      { role: 'driver', pod: 'spark-1-driver', stream: 'stdout', size: 9 },
      { role: 'executor', pod: 'k-exec-1' },
    ]);
  });

  it('says why there is none yet', async () => {
    logs({});
    const { body } = await get(`/b/jobs/${JOB}/logs`);
    expect(body).toEqual({ items: [], notice: expect.stringContaining('every few minutes') });
  });

  it('does not know a job of another run', async () => {
    logs({});
    const { status, body } = await get('/b/jobs/other/logs');
    expect(status).toBe(404);
    expect(body.error.message).toBe('Run b has no job other');
    expect(s3.calls()).toEqual([]);
  });
});

describe('GET …/jobs/:jobId/logs/:logId', () => {
  const path = 'spark-1/spark-1-driver/stdout.gz';
  const id = Buffer.from(path).toString('base64url');

  it('gives lines, marks the one that says why, and can begin anywhere', async () => {
    logs({ [path]: DRIVER_OUT });
    const { body } = await get(`/b/jobs/${JOB}/logs/${id}`);
    expect(faults(body, `${PATH}/runs/{id}/jobs/{jobId}/logs/{logId}`)).toEqual([]);
    expect(body).toEqual({
      firstLine: 1,
      lines: DRIVER_OUT.split('\n'),
      totalLines: 5,
      more: false,
      failedLine: 2,
    });
    expect((await get(`/b/jobs/${JOB}/logs/${id}?from=4&limit=1`)).body).toMatchObject({
      firstLine: 4,
      lines: ['  File "taxi_summary.py", line 715, in main'],
      more: true,
    });
    expect((await get(`/b/jobs/${JOB}/logs/${id}?tail=1`)).body).toMatchObject({ firstLine: 5 });
  });

  it('says why a try failed though the redriven run succeeded, and of the job that succeeded nothing', async () => {
    const succeeded = '00000036p4f2au8m1bq5k9n3z7';
    aws.executions({ name: 'b', status: 'SUCCEEDED', history: 'redriven', redriveCount: 1 });
    logs({ [path]: DRIVER_OUT });
    logs({ [path]: DRIVER_OUT }, succeeded, 'COMPLETED');
    expect((await get(`/b/jobs/${JOB}/logs/${id}`)).body).toMatchObject({ failedLine: 2 });
    const { body } = await get(`/b/jobs/${succeeded}/logs/${id}`);
    expect(body.lines).toEqual(DRIVER_OUT.split('\n'));
    expect(body).not.toHaveProperty('failedLine');
  });

  it('lets the whole be downloaded, as text and never as a page', async () => {
    const html = '<script>alert(1)</script>\n';
    logs({ [path]: html });
    const answer = await get(`/b/jobs/${JOB}/logs/${id}?download=true`);
    expect(answer.text).toBe(html);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="${JOB}.log"`,
    });
  });

  it.each([
    ['?tail=0', 'give a whole number'],
    ['?tail=5&from=1', 'give either tail'],
    ['?limit=99999', 'give a whole number from 1 to 10000'],
    ['?colour=red', 'leave it out'],
  ])('refuses %s', async (query, sentence) => {
    logs({ [path]: '' });
    const { status, body } = await get(`/b/jobs/${JOB}/logs/${id}${query}`);
    expect(status).toBe(400);
    expect(body.error.message).toContain(sentence);
  });

  it('does not lead out of the folder of the job', async () => {
    logs({ [path]: '' });
    const out = Buffer.from('../../../secrets/stdout.gz').toString('base64url');
    expect((await get(`/b/jobs/${JOB}/logs/${out}`)).status).toBe(404);
    expect(s3.commandCalls(GetObjectCommand)).toEqual([]);
  });
});

describe('many who look', () => {
  const path = 'spark-1/spark-1-driver/stdout.gz';
  const log = `/b/jobs/${JOB}/logs/${Buffer.from(path).toString('base64url')}`;

  it.each([
    ['/b/diagnosis', { lists: 1, reads: 1 }],
    [`/b/jobs/${JOB}/logs`, { lists: 1, reads: 0 }],
    [`${log}?tail=3`, { lists: 0, reads: 1 }],
  ])('cost S3 no more than one does: %s', async (route, { lists, reads }) => {
    logs({ [path]: DRIVER_OUT });
    const { server } = await startPortal();
    const ask = () => request(server).get(RUNS + route);
    const first = await ask().expect(200);
    const others = await Promise.all(Array.from({ length: 20 }, ask));
    expect(others.map(({ body }) => body)).toEqual(others.map(() => first.body));
    expect(s3.commandCalls(ListObjectsV2Command)).toHaveLength(lists);
    expect(s3.commandCalls(GetObjectCommand)).toHaveLength(reads);
  });

  it('look for the reason again while the log is not there', async () => {
    fakeDate();
    logs({});
    const { server } = await startPortal();
    const ask = async () => (await request(server).get(`${RUNS}/b/diagnosis`)).body.excerpt;
    expect(await ask()).toBeUndefined();
    logs({ [path]: DRIVER_OUT });
    jest.setSystemTime(Date.now() + 20_000);
    expect(await ask()).toBeDefined();
    jest.useRealTimers();
  });
});

describe('GET …/jobs/:jobId/spark-history', () => {
  it('gives an address that nobody keeps', async () => {
    logs({});
    emr.on(CreatePersistentAppUICommand).resolves({ PersistentAppUIId: 'p-1' });
    emr
      .on(GetPersistentAppUIPresignedURLCommand, { PersistentAppUIId: 'p-1' })
      .resolves({ PresignedURL: 'https://p-1.example.org/shs?token=t' });
    const { body, headers } = await get(`/b/jobs/${JOB}/spark-history`);
    expect(faults(body, `${PATH}/runs/{id}/jobs/{jobId}/spark-history`)).toEqual([]);
    expect(body).toEqual({ url: 'https://p-1.example.org/shs?token=t' });
    expect(headers['cache-control']).toBe('no-store');
    expect(emr.commandCalls(CreatePersistentAppUICommand)[0].args[0].input).toMatchObject({
      TargetResourceArn: expect.stringMatching(
        new RegExp(
          `^arn:aws:emr-containers:eu-west-1:123456789012:/virtualclusters/.*/jobruns/${JOB}$`,
        ),
      ),
      EMRContainersConfig: { JobRunId: JOB },
    });
  });
});
