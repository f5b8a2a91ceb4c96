import { STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import { testDatabases } from '../__testUtils__/databases';
import { Platforms } from '../platform/Platforms';
import {
  MachineStore,
  PipelineStore,
  PRECISION,
  type RunFact,
  RunStore,
  SummaryStore,
} from '../store';
import { Overview } from './Overview';
import { Summarizer } from './Summarizer';

const NOON = Date.parse('2026-06-02T12:00:00Z');
const MINUTE = 60_000;
const databases = testDatabases();
afterAll(() => Promise.all(databases.map(database => database.stop())));

const fact = (runId: string, status: RunFact['status'], minutesAgo: number): RunFact => ({
  runId,
  status,
  redriveCount: 0,
  startedAt: NOON - minutesAgo * MINUTE,
  ...(status !== 'running' && { endedAt: NOON - minutesAgo * MINUTE + 1_000 }),
  precision: PRECISION.list,
});

describe.each(databases.map(database => [database.name, database] as const))(
  'figures on %s',
  (_, database) => {
    it('keep a failing pipeline first while its next run goes on, is stopped or finds nothing to do', async () => {
      const { knex } = await database.open();
      const [machines, pipelines] = [new MachineStore(knex), new PipelineStore(knex)];
      const summaries = new SummaryStore(knex);
      const runsOf: Record<string, RunFact[]> = {
        working: [fact('w', 'succeeded', 1)],
        recovered: [fact('f', 'failed', 3), fact('s', 'succeeded', 2)],
        failing: ['running', 'duplicate', 'stopped', 'timedOut'].map((status, i) =>
          fact(status, status as RunFact['status'], 10 + i),
        ),
      };
      const ids = await machines.ensureAll(Object.keys(runsOf).map(name => arnOf(name)));
      await pipelines.replace(
        Object.keys(runsOf).map(name => ({
          entityRef: `component:default/${name}`,
          stateMachineArn: arnOf(name),
          title: name,
        })),
        ids,
      );
      for (const [name, facts] of Object.entries(runsOf)) {
        await new RunStore(knex).take(ids.get(arnOf(name))!, facts);
      }
      const onError = jest.fn();
      const now = () => NOON;
      await new Summarizer({ knex, machines, summaries, onError, now }).catchUp(Infinity);
      const overview = new Overview({
        summaries,
        machines,
        platforms: new Platforms({}),
        skeleton: '1.0.0',
        now,
      });
      const { items } = await overview.page({ limit: 9 }, async () => ({
        has: () => true,
        restricted: false,
      }));
      expect(items.map(({ title }) => title)).toEqual(['failing', 'working', 'recovered']);
      expect(items[0].lastRun!.status).toBe('running');
    });
  },
);

function arnOf(name: string): string {
  return `${STATE_MACHINE_ARN}-${name}`;
}
