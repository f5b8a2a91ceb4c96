import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { failedRun, STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import request from 'supertest';
import { awsError, mockAws } from '../__testUtils__/mockAws';
import { startPortal } from '../__testUtils__/startPortal';

jest.setTimeout(60_000);

const RUNS = '/api/data-pipelines/v1/pipelines/default/component/retail-taxi-daily/runs';
const SPARK_JOB = '00000036p3a1kq0g1qf9b5l7c2';
const aws = mockAws();

beforeEach(() => aws.reset());

describe('GET …/runs', () => {
  it('lists runs with object, job with its size and reason, newest first', async () => {
    const { server, audit, reconcile } = await startPortal();
    aws.executions(
      { name: 'b', status: 'FAILED', history: 'failed-spark' },
      { name: 'a', status: 'SUCCEEDED', history: 'succeeded' },
    );
    aws.mapItems(155, 155);
    aws.job(failedRun.job!.id, 'FAILED', failedRun.error!.message);
    aws.job(SPARK_JOB, 'COMPLETED');
    await reconcile();
    const size = { driver: { cores: 1, memory: '2g' } };
    const { status, body } = await request(server).get(RUNS);
    expect(status).toBe(200);
    expect(body).toEqual({
      counts: { failed: 1, succeeded: 1 },
      items: [
        {
          id: 'b',
          arn: `${STATE_MACHINE_ARN.replace('stateMachine', 'execution')}:b`,
          status: 'failed',
          startedAt: '2026-06-03T06:15:40.000Z',
          endedAt: '2026-06-03T06:17:28.000Z',
          redriveCount: 0,
          trigger: failedRun.trigger,
          job: { ...failedRun.job, size },
          error: {
            name: 'States.TaskFailed',
            message: failedRun.error!.message,
            step: 'Run Spark',
          },
        },
        expect.objectContaining({
          id: 'a',
          status: 'succeeded',
          job: { id: SPARK_JOB, state: 'COMPLETED', size },
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

  it('asks AWS once at the very first look, and never again for a viewer', async () => {
    const { server } = await startPortal();
    aws.executions({ name: 'a', status: 'SUCCEEDED', history: 'duplicate' });
    await Promise.all(Array.from({ length: 20 }, () => request(server).get(RUNS).expect(200)));
    expect(aws.sfn.commandCalls(ListExecutionsCommand)).toHaveLength(1);
    const before = aws.calls();
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => request(server).get(`${RUNS}?limit=${i + 1}`)),
    );
    // The history of the one run, which is read in the background, at most.
    expect(aws.calls() - before).toBeLessThanOrEqual(1);
    expect(aws.sfn.commandCalls(GetExecutionHistoryCommand).length).toBeLessThanOrEqual(1);
  });

  it('tells apart duplicates, and runs whose job waits', async () => {
    const { server, reconcile } = await startPortal();
    aws.executions(
      { name: 'd', status: 'RUNNING', history: 'running' },
      { name: 'c', status: 'SUCCEEDED', history: 'duplicate' },
      { name: 'a', status: 'SUCCEEDED', history: 'succeeded' },
    );
    aws.mapItems(155, 155);
    aws.job(SPARK_JOB, 'SUBMITTED');
    await reconcile();
    const statuses = async (query: string) => {
      const { body } = await request(server).get(RUNS + query);
      return body.items.map((run: { id: string; status: string }) => `${run.id} ${run.status}`);
    };
    expect(new Set(await statuses(''))).toEqual(
      new Set(['d waiting', 'c duplicate', 'a succeeded']),
    );
    expect(await statuses('?status=duplicate')).toEqual(['c duplicate']);
    expect(await statuses('?status=succeeded')).toEqual(['a succeeded']);
    expect(await statuses('?status=waiting&status=running')).toEqual(['d waiting']);
    expect(await statuses('?status=running')).toEqual([]);
  });

  it('finds runs by time, object and text, page by page', async () => {
    const { server, reconcile } = await startPortal();
    aws.executions(
      { name: 'b', status: 'FAILED', history: 'failed-spark' },
      { name: 'a', status: 'SUCCEEDED', history: 'succeeded' },
    );
    aws.mapItems(155, 155);
    await reconcile();
    const find = async (query: object) => {
      const { body } = await request(server)
        .get(RUNS)
        .query(query as Record<string, string>)
        .expect(200);
      return { ids: body.items.map(({ id }: { id: string }) => id), ...body };
    };
    expect((await find({ from: '2026-06-03T00:00:00Z' })).ids).toEqual(['b']);
    expect((await find({ to: '2026-06-03T02:00:00+02:00' })).ids).toEqual(['a']);
    expect((await find({ object: failedRun.trigger!.key })).ids).toEqual(['b']);
    expect((await find({ object: 'nothing/' })).ids).toEqual([]);
    expect((await find({ text: 'YELLOW' })).counts).toEqual({ failed: 1, succeeded: 1 });
    const first = await find({ limit: '1' });
    expect(first.ids).toEqual(['b']);
    const second = await find({ limit: '1', cursor: first.nextCursor });
    expect(second.ids).toEqual(['a']);
    expect(second).not.toHaveProperty('nextCursor');
    expect(second).not.toHaveProperty('counts');
  });

  it.each([
    ['?limit=0', 'The query limit is "0": give a whole number from 1 to 100'],
    ['?limit=101', 'The query limit is "101": give a whole number from 1 to 100'],
    ['?limit=ten', 'The query limit is "ten": give a whole number from 1 to 100'],
    ['?status=red', 'The query status is "red": give one of running, succeeded, failed,'],
    ['?status=failed&status=red', 'The query status is ["failed","red"]: give one of'],
    ['?from=yesterday', 'The query from is "yesterday": give a time in ISO 8601'],
    ['?to=2026-13-01T00:00:00Z', 'The query to is "2026-13-01T00:00:00Z": give a time'],
    ['?text=a&text=b', 'The query text is ["a","b"]: give a text, once'],
    ['?object=%00', 'leave out the character NUL'],
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
    ['SomethingNew', 500, 'states:ListExecutions on state machine retail-taxi-daily', undefined],
  ])(
    'turns %s of AWS into a %i with a sentence where nothing is known',
    async (name, expected, sentence, retryAfter) => {
      const { server, audit } = await startPortal();
      aws.sfn.on(ListExecutionsCommand).rejects(awsError(name));
      const { status, body, headers } = await request(server).get(RUNS);
      expect(status).toBe(expected);
      expect(body.error.message).toContain(sentence);
      expect(headers['retry-after']).toBe(retryAfter);
      expect(audit).toMatchObject([{ eventId: 'run-fetch', outcome: 'failed' }]);
    },
  );
});
