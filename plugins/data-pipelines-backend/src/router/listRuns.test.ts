import { DescribeJobRunCommand } from '@aws-sdk/client-emr-containers';
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { failedRun, STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import request from 'supertest';
import { awsError, mockAws } from '../__testUtils__/mockAws';
import { CONFIG, startPortal } from '../__testUtils__/startPortal';

const RUNS = '/api/data-pipelines/v1/pipelines/default/component/retail-taxi-daily/runs';
const SPARK_JOB = '00000036p3a1kq0g1qf9b5l7c2';
const aws = mockAws();

beforeEach(() => aws.reset());

describe('GET …/runs', () => {
  it('lists runs with object, job and reason, newest first', async () => {
    const { server, audit } = await startPortal();
    aws.executions(
      { name: 'b', status: 'FAILED', history: 'failed-spark' },
      { name: 'a', status: 'SUCCEEDED', history: 'succeeded' },
    );
    const { status, body } = await request(server).get(RUNS);
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          id: 'b',
          arn: `${STATE_MACHINE_ARN.replace('stateMachine', 'execution')}:b`,
          status: 'failed',
          startedAt: '2026-06-03T06:15:40.000Z',
          endedAt: '2026-06-03T06:17:28.000Z',
          redriveCount: 0,
          trigger: failedRun.trigger,
          job: failedRun.job,
          error: {
            name: 'States.TaskFailed',
            message: failedRun.error!.message,
            step: 'Run Spark',
          },
        },
        expect.objectContaining({
          id: 'a',
          status: 'succeeded',
          job: { id: SPARK_JOB, state: 'COMPLETED' },
        }),
      ],
    });
    expect(audit).toEqual([
      {
        eventId: 'run-fetch',
        meta: { queryType: 'list', entityRef: 'component:default/retail-taxi-daily' },
        outcome: 'succeeded',
      },
    ]);
  });

  it('asks AWS for one page, with the status, cursor and limit that were given', async () => {
    const { server } = await startPortal();
    aws.sfn.on(ListExecutionsCommand).resolves({ executions: [], nextToken: 'next' });
    const { body } = await request(server).get(`${RUNS}?status=timedOut&cursor=here&limit=7`);
    expect(body).toEqual({ items: [], nextCursor: 'next' });
    expect(aws.sfn.commandCalls(ListExecutionsCommand).map(call => call.args[0].input)).toEqual([
      {
        stateMachineArn: STATE_MACHINE_ARN,
        statusFilter: 'TIMED_OUT',
        nextToken: 'here',
        maxResults: 7,
      },
    ]);
  });

  it('tells apart duplicates, and runs whose job waits', async () => {
    const { server } = await startPortal();
    aws.executions(
      { name: 'd', status: 'RUNNING', history: 'running' },
      { name: 'c', status: 'SUCCEEDED', history: 'duplicate' },
      { name: 'a', status: 'SUCCEEDED', history: 'succeeded' },
    );
    aws.job(SPARK_JOB, 'SUBMITTED');
    const statuses = async (query: string) => {
      const { body } = await request(server).get(RUNS + query);
      return body.items.map((run: { id: string; status: string }) => `${run.id} ${run.status}`);
    };
    expect(await statuses('')).toEqual(['d waiting', 'c duplicate', 'a succeeded']);
    expect(await statuses('?status=duplicate')).toEqual(['c duplicate']);
    expect(await statuses('?status=succeeded')).toEqual(['a succeeded']);
    expect(await statuses('?status=waiting')).toEqual(['d waiting']);
    expect(await statuses('?status=running')).toEqual([]);
  });

  it('asks AWS only once for what has ended', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'succeeded' });
    await request(server).get(RUNS).expect(200);
    await request(server).get(RUNS).expect(200);
    expect(aws.sfn.commandCalls(ListExecutionsCommand)).toHaveLength(2);
    expect(aws.sfn.commandCalls(GetExecutionHistoryCommand)).toHaveLength(1);
    expect(aws.emr.commandCalls(DescribeJobRunCommand)).toHaveLength(0);
  });

  it('costs AWS no more for many viewers than for one', async () => {
    const { server } = await startPortal({
      config: { dataPipelines: { ...CONFIG.dataPipelines, runs: { refresh: { seconds: 60 } } } },
    });
    aws.executions({ name: 'd', status: 'RUNNING', history: 'running' });
    aws.job(SPARK_JOB, 'RUNNING');
    await Promise.all(Array.from({ length: 20 }, () => request(server).get(RUNS).expect(200)));
    expect(aws.calls()).toBe(3);
  });

  it('shows the rows even when AWS throttles their details, and says so', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'succeeded' });
    aws.sfn.on(GetExecutionHistoryCommand).rejects(awsError('ThrottlingException'));
    const { status, body } = await request(server).get(RUNS);
    expect(status).toBe(200);
    expect(body.items).toEqual([expect.objectContaining({ id: 'a', status: 'succeeded' })]);
    expect(body.notices).toEqual([
      'Shown without object and job: 1 run. AWS throttles states:GetExecutionHistory in account 123456789012, region eu-west-1: try again in a few seconds',
    ]);
  });

  it.each([
    ['?limit=0', 'The query limit is "0": give a whole number from 1 to 100'],
    ['?limit=101', 'The query limit is "101": give a whole number from 1 to 100'],
    ['?limit=ten', 'The query limit is "ten": give a whole number from 1 to 100'],
    ['?status=red', 'The query status is "red": give one of running, succeeded, failed,'],
    ['?status=failed&status=running', 'The query status is ["failed","running"]: give one of'],
    ['?cursor=', 'The query cursor is "": give the nextCursor of the page before, or leave it out'],
    ['?state=failed', 'The query does not know "state": leave it out'],
  ])('refuses %s, with the remedy', async (query, sentence) => {
    const { server } = await startPortal();
    const { status, body } = await request(server).get(RUNS + query);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(sentence),
    });
    expect(aws.calls()).toBe(0);
  });

  it.each([
    ['ThrottlingException', 503, 'AWS throttles states:ListExecutions', '5'],
    ['ExpiredTokenException', 503, 'have expired', undefined],
    ['CredentialsProviderError', 503, 'no valid AWS credentials', undefined],
    ['AccessDeniedException', 503, 'does not allow the portal states:ListExecutions', undefined],
    ['StateMachineDoesNotExist', 404, 'There is no state machine retail-taxi-daily', undefined],
    ['TimeoutError', 503, 'does not answer states:ListExecutions', '30'],
    ['InvalidToken', 400, 'begin again without a cursor', undefined],
    ['SomethingNew', 500, 'states:ListExecutions on state machine retail-taxi-daily', undefined],
  ])('turns %s of AWS into a %i with a sentence', async (name, expected, sentence, retryAfter) => {
    const { server, audit } = await startPortal();
    aws.sfn.on(ListExecutionsCommand).rejects(awsError(name));
    const { status, body, headers } = await request(server).get(RUNS);
    expect(status).toBe(expected);
    expect(body.error.message).toContain(sentence);
    expect(headers['retry-after']).toBe(retryAfter);
    expect(audit).toMatchObject([{ eventId: 'run-fetch', outcome: 'failed' }]);
  });

  it('answers in its time though AWS hangs', async () => {
    const { server } = await startPortal({
      config: {
        dataPipelines: { ...CONFIG.dataPipelines, runs: { timeout: { milliseconds: 100 } } },
      },
    });
    aws.sfn.on(ListExecutionsCommand).callsFake(() => new Promise(() => {}));
    const { status, body } = await request(server).get(RUNS);
    expect(status).toBe(503);
    expect(body.error.message).toMatch(/AWS (did|does) not answer/);
  });
});
