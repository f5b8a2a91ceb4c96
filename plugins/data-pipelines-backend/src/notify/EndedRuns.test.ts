import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import { sqlite } from '../__testUtils__/databases';
import { entityOf } from '../__testUtils__/startIndex';
import {
  HistoryStore,
  MachineStore,
  PipelineStore,
  PRECISION,
  type RunFact,
  RunStore,
} from '../store';
import { EndedRuns } from './EndedRuns';

const HOUR = 3_600_000;
const database = sqlite();
afterAll(() => database.stop());

async function start() {
  const { knex } = await database.open();
  const machines = new MachineStore(knex);
  const runs = new RunStore(knex);
  const pipelines = new PipelineStore(knex);
  const histories = new HistoryStore(knex);
  const entity = entityOf(STATE_MACHINE_ARN);
  const { id: machineId } = await machines.ensure(STATE_MACHINE_ARN);
  await pipelines.replace(
    [
      {
        entityRef: 'component:default/retail-taxi-daily',
        stateMachineArn: STATE_MACHINE_ARN,
        title: 'x',
      },
    ],
    new Map([[STATE_MACHINE_ARN, machineId]]),
  );
  const ended = jest.fn(async () => {});
  const onError = jest.fn();
  const listener = new EndedRuns({
    knex,
    machines,
    runs,
    pipelines,
    histories,
    catalog: catalogServiceMock({ entities: [entity] }),
    auth: mockServices.auth(),
    notifier: { ended },
    onError,
  });
  const taken = async (...facts: RunFact[]) => ({
    machineId,
    ...(await runs.take(machineId, facts)),
  });
  return {
    ended,
    onError,
    entity,
    listener,
    taken,
    /** Keeps a history of which only these events count. */
    keep: (runId: string, ...types: string[]) =>
      histories.keep(machineId, runId, {
        redriveCount: types.filter(type => type === 'ExecutionRedriven').length,
        events: types.map((type, i) => ({
          id: i + 1,
          previousId: i,
          at: new Date().toISOString(),
          type,
          details: {},
        })),
        mapItems: {},
      }),
    hear: async (...facts: RunFact[]) => {
      listener.take(await taken(...facts));
      await listener.idle();
    },
  };
}

const fact = (runId: string, status: RunFact['status'], hoursAgo: number): RunFact => ({
  runId,
  status,
  redriveCount: 0,
  startedAt: Date.now() - hoursAgo * HOUR - 60_000,
  endedAt: Date.now() - hoursAgo * HOUR,
  precision: PRECISION.list,
});

describe('EndedRuns', () => {
  it('hands over a run that just ended, once, with how the run before it ended', async () => {
    const { hear, ended, entity } = await start();
    await hear(fact('a', 'failed', 5), fact('d', 'duplicate', 4));
    expect(ended).not.toHaveBeenCalled();
    const b = fact('b', 'succeeded', 0);
    await hear({ ...b, status: 'running', endedAt: undefined });
    expect(ended).not.toHaveBeenCalled();
    await hear(b);
    await hear({ ...b, precision: PRECISION.history });
    expect(ended.mock.calls).toEqual([
      [{ entity, previous: 'failed', run: expect.objectContaining({ id: 'b' }) }],
    ]);
  });

  it('keeps nobody waiting, and goes on with the next though one could not be told', async () => {
    const { taken, listener, ended, onError } = await start();
    let fail = (_error: Error) => {};
    ended.mockReturnValueOnce(new Promise((_, reject) => (fail = reject)));
    listener.take(await taken(fact('a', 'failed', 0), fact('b', 'failed', 0)));
    while (!ended.mock.calls.length) await new Promise(resolve => setTimeout(resolve, 5));
    fail(new Error('notifications are away'));
    await listener.idle();
    expect(ended).toHaveBeenCalledTimes(2);
    expect(onError.mock.calls).toEqual([[new Error('notifications are away')]]);
  });

  it('waits with a success until its history tells that it is no duplicate', async () => {
    const { hear, ended } = await start();
    await hear(fact('a', 'failed', 5));
    const b = fact('b', 'succeeded', 0);
    await hear(b);
    expect(ended).not.toHaveBeenCalled();
    await hear({ ...b, status: 'duplicate', precision: PRECISION.history });
    expect(ended.mock.calls).toEqual([
      [expect.objectContaining({ run: expect.objectContaining({ status: 'duplicate' }) })],
    ]);
  });

  const redriven = async (end: RunFact['status'], type: string, ...others: RunFact[]) => {
    const { hear, keep, ended } = await start();
    await hear(fact('a', end, 0), ...others);
    ended.mockClear();
    await keep('a', type, 'ExecutionRedriven', 'ExecutionSucceeded');
    const again = { ...fact('a', 'succeeded', 0), redriveCount: 1 };
    await hear(again);
    await hear({ ...again, precision: PRECISION.history });
    return ended.mock.calls;
  };
  const worksAfter = (previous: RunFact['status'] | undefined) => [
    [expect.objectContaining({ previous, run: expect.objectContaining({ redriveCount: 1 }) })],
  ];

  it('hands over a redriven run anew, with how it ended before', async () => {
    expect(await redriven('failed', 'ExecutionFailed')).toEqual(worksAfter('failed'));
    expect(await redriven('timedOut', 'ExecutionTimedOut')).toEqual(worksAfter('timedOut'));
  });

  it('takes a redrive for no recovery where the run was stopped, or a later one told how things are', async () => {
    expect(await redriven('stopped', 'ExecutionAborted')).toEqual(worksAfter(undefined));
    const later = { ...fact('b', 'succeeded', 0), startedAt: Date.now() };
    expect(await redriven('failed', 'ExecutionFailed', later)).toEqual(worksAfter(undefined));
  });
});
