import { mockServices } from '@backstage/backend-test-utils';
import type { JobState } from 'backstage-plugin-data-pipelines-common';
import { STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import { testDatabases } from '../__testUtils__/databases';
import { recordedHistory } from '../__testUtils__/recordedHistory';
import type { JobProvider, RunProvider } from '../provider';
import { EndedRunReader } from '../service/EndedRunReader';
import { Changes } from '../signal/Changes';
import { HistoryStore, JobStore, MachineStore, PRECISION, type RunFact, RunStore } from '../store';
import { HistoryKeeper } from './HistoryKeeper';

const databases = testDatabases();
afterAll(() => Promise.all(databases.map(database => database.stop())));

const events = recordedHistory('stopped');
const stopped: RunFact = {
  runId: 'a',
  status: 'stopped',
  redriveCount: 0,
  startedAt: Date.parse(events[0].at),
  endedAt: Date.parse(events.at(-1)!.at),
  precision: PRECISION.list,
};

describe.each(databases.map(database => [database.name, database] as const))(
  'histories on %s',
  (_, database) => {
    async function start() {
      const { knex } = await database.open();
      const clock = { now: stopped.endedAt! };
      const now = () => clock.now;
      const machines = new MachineStore(knex);
      const machine = await machines.ensure(STATE_MACHINE_ARN);
      const stores = {
        runs: new RunStore(knex, now),
        jobs: new JobStore(knex, now),
        histories: new HistoryStore(knex),
      };
      const emr = { state: 'CANCEL_PENDING' as JobState };
      const history = jest.fn(async () => events);
      const describeJob = jest.fn(async ({ id, virtualClusterId }) => ({
        id,
        virtualClusterId,
        state: emr.state,
      }));
      const keeper = new HistoryKeeper({
        ...stores,
        machines,
        provider: { history, definition: async () => '{}' } as unknown as RunProvider,
        jobProvider: { describe: describeJob } as JobProvider,
        changes: new Changes(() => {}),
        logger: mockServices.logger.mock(),
        now,
      });
      const reader = new EndedRunReader({ ...stores, cacheBytes: 1_000_000 });
      return {
        history,
        describeJob,
        emr,
        /** What a round of the reconciler does: it hears of the run once more, and reads what is due. */
        round: async () => {
          await stores.runs.take(machine.id, [stopped]);
          return keeper.readSome(Infinity);
        },
        pass: (ms: number) => (clock.now += ms),
        jobState: async () => {
          const fact = (await stores.runs.get(machine.id, 'a'))!;
          const detail = await reader.detail(machine, fact);
          return [fact.job!.state, detail!.jobs[0].state];
        },
      };
    }

    it('look again at a job that ends after its run, and only at the job', async () => {
      const { round, pass, emr, jobState, history } = await start();
      expect(await round()).toBe(1);
      expect(await jobState()).toEqual(['CANCEL_PENDING', 'CANCEL_PENDING']);
      expect(await round()).toBe(0); // not at once

      emr.state = 'CANCELLED';
      pass(10_000);
      expect(await round()).toBe(1);
      expect(await jobState()).toEqual(['CANCELLED', 'CANCELLED']);
      pass(86_400_000);
      expect(await round()).toBe(0);
      expect(history).toHaveBeenCalledTimes(1);
    });

    it('give a job up that never ends', async () => {
      const { round, pass, describeJob } = await start();
      for (let i = 0; i < 30; i++) {
        await round();
        pass(3_600_000);
      }
      expect(describeJob.mock.calls.length).toBeLessThan(15);
    });
  },
);
