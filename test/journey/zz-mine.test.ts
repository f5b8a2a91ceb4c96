/**
 * The main job, through the real portal and without a browser: a form becomes a repository, the sandbox's GitOps
 * makes the pipeline of it, a file starts a run, and what comes out is compared with an independent computation.
 */
import assert from 'node:assert/strict';

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { figure, type Portal, startPortal, until } from '../portal/portal.ts';
import { residentMegabytes } from '../portal/memory.ts';
import { python } from '../portal/python.ts';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
const BASE = 'retail-taxi-daily';
const BUCKET = `${BASE}-input-${ACCOUNT}-${REGION}`;
const LAKE = `${BASE}-lake-${ACCOUNT}-${REGION}`;
const RUNS = `/api/data-pipelines/v1/pipelines/default/component/${BASE}/runs`;

describe('a data team gets a pipeline from a form and runs it', () => {
  const files = mkdtempSync(path.join(tmpdir(), 'journey-'));
  let portal: Portal;
  let s3: S3Client;
  let dynamodb: DynamoDBClient;
  let sqs: SQSClient;
  let sns: SNSClient;
  let mailbox: string;

  const repoHost = () => new URL(portal.url).host;
  const form = () => ({
    team: 'retail',
    name: 'taxi-daily',
    description: 'Daily taxi figures',
    owner: 'group:default/retail',
    platform: 'sandbox',
    trigger: { on: 'data', prefix: 'input/' },
    job: 'taxi-summary',
    notifications: ['oncall@example.com'],
    repoUrl: `${repoHost()}?owner=retail&repo=retail-pipelines`,
  });

  before(async () => {
    portal = await startPortal("journey-b", { portal: 23517, aws: 23576 });
    figure(
      'warm bin/portal to a usable page',
      `${(portal.startedIn / 1000).toFixed(1)} s`,
      'under 20 s',
    );
    const client = {
      endpoint: portal.awsEndpoint,
      region: REGION,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    s3 = new S3Client({ ...client, forcePathStyle: true });
    dynamodb = new DynamoDBClient(client);
    sqs = new SQSClient(client);
    sns = new SNSClient(client);
  });
  after(() => portal?.stop());

  it('says what a form will create, and what is wrong with one', async () => {
    const good = await portal.call<any>('POST', '/api/data-pipelines/v1/preview', { form: form() });
    assert.deepEqual(good.problems, []);
    assert.ok(good.resources.some((r: any) => r.kind === 'StateMachine' && r.name === BASE));
    assert.ok(good.files.some((f: any) => f.path === 'pipelines/taxi-daily/instance.yaml'));

    const bad = await portal.call<any>('POST', '/api/data-pipelines/v1/preview', {
      form: { ...form(), name: 'Taxi ${x}', notifications: ['nobody'] },
    });
    assert.deepEqual([...new Set(bad.problems.map((p: any) => p.path))].sort(), [
      'name',
      'notifications.0',
    ]);
  });

  it('makes a repository and a catalog entity of the form', async () => {
    const started = Date.now();
    await create(form());
    await until('the pipeline is in the catalog', 30_000, () =>
      portal
        .call<any>('GET', `/api/catalog/entities/by-name/component/default/${BASE}`)
        .catch(() => undefined),
    );
    figure(
      'Create to the entity in the catalog',
      `${((Date.now() - started) / 1000).toFixed(1)} s`,
      'under 10 s',
    );
  });

  it('refuses a second pipeline of the team before anything is created, and says why', async () => {
    const log = await create({ ...form(), name: 'taxi-weekly' }, 'failed');
    assert.match(log, /retail-pipelines/);
    assert.match(log, /exists/);
  });

  it('creates the AWS resources that the repository describes', async () => {
    const pipeline = await until('the pipeline is synced', 120_000, async () => {
      const state = await portal
        .call<any>('GET', `/api/sandbox/v1/pipelines/${BASE}`)
        .catch(() => undefined);
      assert.notEqual(state?.state, 'failed', state && JSON.stringify(state, null, 1));
      return state?.state === 'synced' && state;
    });
    assert.ok(pipeline.resources.length > 15);
    assert.deepEqual(
      pipeline.resources.filter((r: any) => r.state === 'failed'),
      [],
    );
    assert.deepEqual(
      pipeline.steps.map((s: any) => s.exitCode),
      pipeline.steps.map(() => 0),
    );
    mailbox = (await sqs.send(new CreateQueueCommand({ QueueName: 'mailbox' }))).QueueUrl!;
    await sns.send(
      new SubscribeCommand({
        TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:${BASE}`,
        Protocol: 'sqs',
        Endpoint: `arn:aws:sqs:${REGION}:${ACCOUNT}:mailbox`,
      }),
    );
  });

  let runId: string;
  const key = 'input/2024/jän 01+yellow_tripdata.parquet';

  it('runs when a file lands, and the run succeeds', async () => {
    const file = path.join(files, 'good.parquet');
    python(['-m', 'taxi_data', '--rows', '20000', '--month', '2024-01', '--seed', '7', file]);
    const dropped = Date.now();
    python(
      ['-m', 'awscli', 's3', 'cp', '--only-show-errors', file, `s3://${BUCKET}/${key}`],
      portal.awsEndpoint,
    );
    const run = await finishedRun(r => r.trigger?.key === key);
    figure(
      'drop to SUCCEEDED, 20,000 rows',
      `${((Date.now() - dropped) / 1000).toFixed(1)} s`,
      'under 45 s',
    );
    assert.equal(run.status, 'succeeded', JSON.stringify(run, null, 1));
    assert.equal(run.trigger.bucket, BUCKET);
    assert.equal(run.job.state, 'COMPLETED');
    runId = run.id;
  });

  it('stores results equal to an independent computation over the same file', async () => {
    const expected = JSON.parse(
      python(['-m', 'taxi_data.reference', path.join(files, 'good.parquet')]),
    );
    const found = await dynamodb.send(
      new QueryCommand({
        TableName: BASE,
        KeyConditionExpression: 'pk = :run',
        ExpressionAttributeValues: { ':run': { S: `run#${runId}` } },
      }),
    );
    const bySortKey = (a: any, b: any) => a.sk.S.localeCompare(b.sk.S);
    const rows = found.Items!.map(({ pk, ...row }) => row).sort(bySortKey);
    assert.deepEqual(rows, expected.sort(bySortKey));
    assert.ok(rows.length > 10);
  });

  it('copies the file to the lake, byte for byte and under its whole key', async () => {
    const copy = await s3.send(
      new GetObjectCommand({ Bucket: LAKE, Key: `lake/taxi-daily/${key}` }),
    );
    const bytes = await copy.Body!.transformToByteArray();
    assert.ok(Buffer.from(bytes).equals(readFileSync(path.join(files, 'good.parquet'))));
  });

  it('announces the end to the subscribers', async () => {
    const mail = await nextMail();
    assert.match(mail, /succeeded/i);
    assert.match(mail, /taxi-daily/);
  });

  it('shows the run with its steps and its job', async () => {
    const run = await portal.call<any>('GET', `${RUNS}/${runId}`);
    const names = run.steps.map((s: any) => s.name);
    for (const name of [
      'Claim',
      'Process',
      'Run Spark',
      'Copy to lake',
      'Read manifest',
      'Store results',
      'Announce',
    ]) {
      assert.ok(names.includes(name), `step ${name} in ${names}`);
    }
    assert.ok(run.steps.every((s: any) => s.status === 'succeeded' && s.endedAt));
    const [job] = run.jobs;
    assert.equal(job.state, 'COMPLETED');
    assert.match(job.entryPoint, /taxi_summary\.py$/);
    assert.ok(job.arguments.includes(`s3://${BUCKET}/${key}`));
  });

  it('reports why a run failed in the words of the Spark job', async () => {
    const file = path.join(files, 'corrupt.parquet');
    writeFileSync(file, 'this is not parquet');
    python(
      [
        '-m',
        'awscli',
        's3',
        'cp',
        '--only-show-errors',
        file,
        `s3://${BUCKET}/input/corrupt.parquet`,
      ],
      portal.awsEndpoint,
    );
    const listed = await finishedRun(r => r.trigger?.key === 'input/corrupt.parquet');
    assert.equal(listed.status, 'failed');
    const run = await portal.call<any>('GET', `${RUNS}/${listed.id}`);
    assert.equal(run.error.step, 'Run Spark');
    assert.match(run.error.message, /corrupt\.parquet/);
    assert.equal(run.jobs[0].state, 'FAILED');
    assert.match(run.jobs[0].stateDetails, /corrupt\.parquet/);
    assert.match(await nextMail(), /failed/i);
  });

  it("explains the failure with the lines of the driver's log", async () => {
    const { items } = await portal.call<any>('GET', `${RUNS}?status=failed`);
    const failed = `${RUNS}/${items[0].id}`;
    const told = await portal.call<any>('GET', `${failed}/diagnosis`);
    assert.equal(told.cause, 'badInput', JSON.stringify(told));
    assert.match(told.sentence, /corrupt\.parquet/);
    assert.ok(told.excerpt.lines.some((line: string) => /Traceback/.test(line)));

    const logs = `${failed}/jobs/${told.jobId}/logs`;
    const files_ = await portal.call<any>('GET', logs);
    assert.deepEqual(files_.items.map((f: any) => `${f.role} ${f.stream}`).sort(), [
      'driver stderr',
      'driver stdout',
    ]);
    const slice = await portal.call<any>('GET', `${logs}/${told.excerpt.logId}`);
    assert.match(slice.lines[slice.failedLine - slice.firstLine], /corrupt\.parquet/);
  });

  it('lets a failed run go on once its file is mended, and a run be done again', async () => {
    const { items } = await portal.call<any>('GET', `${RUNS}?status=failed`);
    const failed = items[0].id;
    const { actions } = await portal.call<any>('GET', `${RUNS}/${failed}`);
    assert.deepEqual(
      Object.entries<any>(actions).map(([name, { possible }]) => [name, possible]),
      [
        ['stop', false],
        ['redrive', true],
        ['rerun', true],
      ],
    );
    await portal.call('POST', `${RUNS}/${failed}/redrive`, {}, 202);
    const redriven = await finishedRun(r => r.id === failed && r.redriveCount === 1);
    assert.equal(redriven.status, 'failed', 'the version that arrived is still corrupt');

    const again = await portal.call<any>('POST', `${RUNS}/${runId}/rerun`, {}, 202);
    const rerun = await finishedRun(r => r.id === again.runId);
    assert.equal(rerun.status, 'succeeded', JSON.stringify(rerun.error));
    assert.equal(rerun.trigger.key, key);
    const refused = await portal.call<any>('POST', `${RUNS}/${again.runId}/stop`, {}, 409);
    assert.match(refused.error.message, /has ended/);
  });

  it('tells what a backfill would start, and starts nothing then', async () => {
    const { objects } = await portal.call<any>('POST', `${RUNS.replace(/runs$/, 'backfill')}`, {
      prefix: 'input/',
    });
    assert.deepEqual(
      objects.map((o: any) => [o.key, o.lastRun.status, 'runId' in o]),
      [
        ['input/2024/jän 01+yellow_tripdata.parquet', 'succeeded', false],
        ['input/corrupt.parquet', 'failed', false],
      ],
    );
  });

  it('checks what the pipeline needs, and says what a person must do', async () => {
    const readiness = await portal.call<any>('GET', RUNS.replace(/runs$/, 'readiness'));
    const states = Object.fromEntries(readiness.checks.map((c: any) => [c.id, c.state]));
    assert.deepEqual(
      { ...states, emails: 'todo' },
      {
        instance: 'ok',
        resources: 'ok',
        notifications: 'ok',
        script: 'ok',
        emails: 'todo',
        virtualCluster: 'ok',
        lastEvent: 'ok',
        deadLetters: 'ok',
      },
      JSON.stringify(readiness, null, 1),
    );
  });

  it('lists the runs, newest first, and filters by status', async () => {
    const all = await portal.call<any>('GET', RUNS);
    assert.deepEqual(
      all.items.map((r: any) => r.status),
      ['succeeded', 'failed', 'succeeded'],
    );
    const failed = await portal.call<any>('GET', `${RUNS}?status=failed`);
    assert.deepEqual(
      failed.items.map((r: any) => r.status),
      ['failed'],
    );
  });

  it('processes an object once, however often its event comes', async () => {
    const before_ = (await portal.call<any>('GET', RUNS)).items.length;
    const input = (await portal.call<any>('GET', `${RUNS}/${runId}`)).input;
    python(
      [
        '-m',
        'awscli',
        'stepfunctions',
        'start-execution',
        '--state-machine-arn',
        `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${BASE}`,
        '--input',
        input,
      ],
      portal.awsEndpoint,
    );
    await until('the second event is told as a duplicate', 30_000, async () => {
      const page = await portal.call<any>('GET', RUNS);
      return page.items.length === before_ + 1 && page.items[0].status === 'duplicate';
    });
  });

  it('runs a script that was uploaded against all data, in a virtual cluster of its own', async () => {
    const base = 'logistics-trips-by-script';
    const runs = `/api/data-pipelines/v1/pipelines/default/component/${base}/runs`;
    await create({
      ...form(),
      team: 'logistics',
      name: 'trips-by-script',
      owner: 'group:default/logistics',
      trigger: { on: 'script', prefix: 'input/' },
      buckets: { scripts: 'input', lake: 'input' },
      virtualCluster: 'run',
      notifications: [],
      repoUrl: `${repoHost()}?owner=logistics&repo=logistics-pipelines`,
    });
    await until('the pipeline is synced', 120_000, async () => {
      const state = await portal
        .call<any>('GET', `/api/sandbox/v1/pipelines/${base}`)
        .catch(() => undefined);
      assert.notEqual(state?.state, 'failed', state && JSON.stringify(state, null, 1));
      return state?.state === 'synced';
    });
    const ended = async (count: number) =>
      until('the run ends', 180_000, async () => {
        const { items } = await portal.call<any>('GET', runs).catch(() => ({ items: [] }));
        return (
          items.length >= count && !['running', 'waiting'].includes(items[0].status) && items[0]
        );
      });
    // Data comes along, since there is none yet for the script to read.
    const dropped = await portal.call<any>(
      'POST',
      `/api/sandbox/v1/pipelines/${base}/drop`,
      { script: true },
      201,
    );
    assert.equal(dropped.key, 'scripts/taxi_summary.py');
    const second = await ended(1);
    const run = await portal.call<any>('GET', `${runs}/${second.id}`);
    assert.equal(run.status, 'succeeded', JSON.stringify(run.error));
    const names = run.steps.map((s: any) => s.name);
    assert.ok(
      names.some((n: string) => /create/i.test(n)) && names.some((n: string) => /delete/i.test(n)),
      `${names}`,
    );
    assert.ok(run.jobs[0].entryPoint.endsWith('/scripts/taxi_summary.py'));
    // The guest is in the teams retail and platform: another team's runs are seen, but not started.
    const refused = await portal.call<any>('POST', `${runs}/${second.id}/rerun`, {}, 403);
    assert.match(refused.error.message, /dataPipelines\.run\.start/);
  });

  it('takes little memory', async () => {
    figure(
      'resident memory of portal and sandbox',
      `${residentMegabytes(portal.pid)} MB`,
      'under 1,500 MB',
    );
  });

  /** Creates from the template; gives the task's log back. */
  async function create(values: Record<string, unknown>, outcome = 'completed'): Promise<string> {
    const { id } = await portal.call<{ id: string }>(
      'POST',
      '/api/scaffolder/v2/tasks',
      { templateRef: 'template:default/data-pipeline', values },
      201,
    );
    const task = await until('the task ends', 60_000, async () => {
      const now = await portal.call<any>('GET', `/api/scaffolder/v2/tasks/${id}`);
      return ['completed', 'failed', 'cancelled'].includes(now.status) && now;
    });
    const events = await portal.call<any[]>('GET', `/api/scaffolder/v2/tasks/${id}/events`);
    const log = events
      .map(e => `${e.body.message}${e.body.error ? ` ${e.body.error.message}` : ''}`)
      .join('\n');
    assert.equal(task.status, outcome, log);
    return log;
  }

  async function finishedRun(which: (run: any) => boolean): Promise<any> {
    return until(
      'the run ends',
      180_000,
      async () => {
        const page = await portal.call<any>('GET', RUNS);
        const run = page.items.find(which);
        return run && !['running', 'waiting'].includes(run.status) && run;
      },
      500,
    );
  }

  async function nextMail(): Promise<string> {
    return until('a notification arrives', 20_000, async () => {
      const got = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: mailbox, WaitTimeSeconds: 1 }),
      );
      return got.Messages?.[0]?.Body && String(JSON.parse(got.Messages[0].Body).Message);
    });
  }
});
