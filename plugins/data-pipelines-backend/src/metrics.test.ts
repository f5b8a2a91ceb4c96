import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { AwsBudget } from './budget';
import { publishMetrics } from './metrics';
import { MachineStore, RunStore } from './store';
import { sqlite } from './__testUtils__/databases';

const database = sqlite();
afterAll(() => database.stop());

it('tells of calls, events and how far the index is', async () => {
  const { knex } = await database.open();
  const budget = new AwsBudget({ share: 1, quotaOf: () => ({ burst: 1, perSecond: 0.01 }) });
  const call = { accountId: '1', region: 'r', action: 'a:B' };
  await budget.take(call, { patienceMs: 0 });
  await budget.take(call, { patienceMs: 0 });
  const told: Record<string, unknown[]> = {};
  const observed = (name: string) => ({
    addCallback: async (
      callback: (result: {
        observe: (value: number, labels?: object) => void;
      }) => void | Promise<void>,
    ) => {
      told[name] = [];
      await callback({ observe: (value, labels) => void told[name].push([value, labels]) });
    },
    removeCallback: () => {},
  });
  publishMetrics(
    metricsServiceMock.mock({
      createObservableCounter: observed as never,
      createObservableGauge: observed as never,
    }),
    {
      budget,
      events: { taken: 3, foreign: 0, broken: 1, lost: 0 },
      runs: new RunStore(knex),
      machines: new MachineStore(knex),
    },
  );
  await new Promise(resolve => setTimeout(resolve, 50));
  const labels = { account: '1', region: 'r', action: 'a:B' };
  expect(told).toEqual({
    'data_pipelines.aws.calls': [[1, labels]],
    'data_pipelines.aws.throttled': [[0, labels]],
    'data_pipelines.aws.refused': [[1, labels]],
    'data_pipelines.events': [
      [3, { outcome: 'taken' }],
      [0, { outcome: 'foreign' }],
      [1, { outcome: 'broken' }],
      [0, { outcome: 'lost' }],
    ],
    'data_pipelines.runs.unread': [[0, undefined]],
    'data_pipelines.pipelines': [[0, undefined]],
    'data_pipelines.pipelines.complete': [[0, undefined]],
  });
});
