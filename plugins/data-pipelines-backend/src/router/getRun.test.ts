import { DescribeJobRunCommand } from '@aws-sdk/client-emr-containers';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
} from '@aws-sdk/client-sfn';
import { failedRun } from 'backstage-plugin-data-pipelines-common/fixtures';
import request from 'supertest';
import { awsError, mockAws } from '../__testUtils__/mockAws';
import { recordedSdkHistory } from '../__testUtils__/recordedHistory';
import { startPortal } from '../__testUtils__/startPortal';

jest.setTimeout(60_000);

const RUNS = '/api/data-pipelines/v1/pipelines/default/component/retail-taxi-daily/runs';
const SPARK_JOB = '00000036p3a1kq0g1qf9b5l7c2';
const aws = mockAws();

beforeEach(() => aws.reset());

describe('GET …/runs/:id', () => {
  it('tells everything about a run', async () => {
    const { server, audit } = await startPortal();
    aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'succeeded' });
    aws.mapItems(155, 155);
    aws.job(SPARK_JOB, 'COMPLETED', 'JobRun is completed');
    const { status, body } = await request(server).get(`${RUNS}/a`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: 'a',
      status: 'succeeded',
      output: '{"FailedEntryCount":0}',
      notices: [],
    });
    expect(body.steps).toHaveLength(7);
    expect(body.steps[5]).toMatchObject({
      name: 'Store results',
      items: { total: 155, succeeded: 155, failed: 0, running: 0 },
    });
    expect(body.jobs).toEqual([
      expect.objectContaining({
        id: SPARK_JOB,
        stateDetails: 'JobRun is completed',
        entryPoint: expect.stringContaining('taxi_summary.py'),
      }),
    ]);
    expect(audit).toEqual([
      {
        eventId: 'run-fetch',
        meta: { queryType: 'get', entityRef: 'component:default/retail-taxi-daily', runId: 'a' },
        outcome: 'succeeded',
      },
    ]);
  });

  it("says why it failed in the job's words, even where only EMR tells them", async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'b', status: 'FAILED', history: 'failed-spark' });
    aws.job(failedRun.job!.id, 'FAILED', 'The driver ran out of memory');
    const { body } = await request(server).get(`${RUNS}/b`);
    expect(body.error).toMatchObject({
      name: 'States.TaskFailed',
      message: 'The driver ran out of memory',
    });
    const spark = body.steps.find((step: { name: string }) => step.name === 'Run Spark');
    expect(spark.error.message).toBe('The driver ran out of memory');
    expect(spark.tries.map((one: { error: { message: string } }) => one.error.message)).toEqual([
      expect.stringContaining('Rate exceeded'),
      'The driver ran out of memory',
    ]);
  });

  it('gives the events behind one that is known, of which there are none at the end', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'succeeded' });
    const events = async (search: string) =>
      (await request(server).get(`${RUNS}/a/events?${search}`)).body;
    const all = await events('steps=true');
    const last = all.items.at(-1);
    expect(last.type).toBe('ExecutionSucceeded');
    const { id } = all.items.at(-3);
    expect((await events(`steps=true&cursor=${id}`)).items).toEqual(all.items.slice(-2));
    expect(await events(`cursor=${last.id}`)).toEqual({ items: [], total: last.id });
  });

  it('reads all pages of a long history, and keeps it once the run has ended', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'succeeded' });
    aws.mapItems(155, 155);
    aws.job(SPARK_JOB, 'COMPLETED');
    const events = recordedSdkHistory('succeeded');
    aws.sfn
      .on(GetExecutionHistoryCommand)
      .resolves({ events: events.slice(0, 20), nextToken: 'two' })
      .on(GetExecutionHistoryCommand, { nextToken: 'two' })
      .resolves({ events: events.slice(20) });
    const first = await request(server).get(`${RUNS}/a`).expect(200);
    const second = await request(server).get(`${RUNS}/a`).expect(200);
    expect(first.body.steps).toHaveLength(7);
    expect(second.body).toEqual(first.body);
    expect(aws.sfn.commandCalls(GetExecutionHistoryCommand)).toHaveLength(2);
  });

  it('tells what could not be had instead of showing less in silence', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'succeeded' });
    aws.sfn.on(DescribeMapRunCommand).rejects(awsError('AccessDeniedException'));
    aws.emr.on(DescribeJobRunCommand).rejects(awsError('ResourceNotFoundException'));
    const { status, body } = await request(server).get(`${RUNS}/a`);
    expect(status).toBe(200);
    expect(body.jobs).toMatchObject([{ id: SPARK_JOB, state: 'COMPLETED' }]);
    expect(body.notices).toEqual([
      expect.stringContaining(
        `Job ${SPARK_JOB} is shown as its run's history has it. There is no job`,
      ),
      expect.stringContaining('The items of a Map are not counted. AWS does not allow'),
    ]);
  });

  it('does not know a run that does not exist', async () => {
    const { server } = await startPortal();
    aws.executions();
    const { status, body } = await request(server).get(`${RUNS}/nope`);
    expect(status).toBe(404);
    expect(body.error.message).toContain(
      'There is no run nope in account 123456789012, region eu-west-1',
    );
  });

  it.each(['a%3Ab', 'a%2Fb', 'a%20b', 'x'.repeat(81)])('refuses the id %s', async id => {
    const { server } = await startPortal();
    const { status, body } = await request(server).get(`${RUNS}/${id}`);
    expect(status).toBe(400);
    expect(body.error.message).toContain('The id of the run is');
    expect(aws.sfn.commandCalls(DescribeExecutionCommand)).toHaveLength(0);
  });
});
