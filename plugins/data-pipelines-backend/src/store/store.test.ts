import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { testDatabases } from '../__testUtils__/databases';
import { downgrade, openDatabase } from './Database';
import { HistoryStore } from './HistoryStore';
import { JobStore } from './JobStore';
import { MachineStore } from './MachineStore';
import { PipelineStore } from './PipelineStore';
import { forget } from './Retention';
import { PRECISION, type RunFact } from './RunFact';
import { RunQueries } from './RunQueries';
import { RunStore } from './RunStore';
import { readFigures } from './StatisticsQueries';

jest.setTimeout(60_000);

const ARN = 'arn:aws:states:eu-west-1:123456789012:stateMachine:m';
const DAY = 86_400_000;
const NOON = Date.parse('2026-06-02T12:00:00Z');

function fact(runId: string, more: Partial<RunFact> = {}): RunFact {
  return {
    runId,
    status: 'succeeded',
    redriveCount: 0,
    startedAt: NOON,
    endedAt: NOON + 60_000,
    precision: PRECISION.history,
    ...more,
  };
}

const pipeline = (name: string, stateMachineArn: string) => ({
  entityRef: `component:default/${name}`,
  stateMachineArn,
  title: name,
});
const holders = (pipelines: PipelineStore) =>
  Promise.all(
    ['x', 'y', 'z'].map(async arn => (await pipelines.holderOf(arn))?.replace(/.*\//, '')),
  );

const databases = testDatabases();
afterAll(() => Promise.all(databases.map(database => database.stop())));

describe.each(databases.map(database => [database.name, database] as const))(
  'the store on %s',
  (_name, database) => {
    let knex: Knex;
    let again: () => Promise<Knex>;
    let machines: MachineStore;
    let runs: RunStore;
    let queries: RunQueries;
    let machineId: number;

    beforeEach(async () => {
      ({ knex, again } = await database.open());
      machines = new MachineStore(knex);
      runs = new RunStore(knex);
      queries = new RunQueries(knex);
      machineId = (await machines.ensure(ARN)).id;
    });

    const idsOf = async (filter: object, limit = 100) =>
      (await queries.page(machineId, filter, undefined, limit)).facts.map(({ runId }) => runId);

    it('can be made and taken back', async () => {
      await downgrade(knex);
      for (const table of ['machines', 'runs', 'histories']) {
        expect(await knex.schema.hasTable(table)).toBe(false);
      }
      await openDatabase({ getClient: async () => knex });
      expect(await knex('runs').count({ n: '*' })).toEqual([{ n: expect.anything() }]);
    });

    it('gives back what was told, and counts each change once', async () => {
      const told = fact('a', {
        status: 'failed',
        trigger: { bucket: 'b', key: 'input/ä 1.parquet', versionId: 'v', size: 5_000_000_000 },
        job: { id: 'j', state: 'FAILED' },
        error: { name: 'E', message: 'It’s full \u0000', step: 'Run Spark' },
      });
      expect(await runs.take(machineId, [told])).toEqual({ runIds: ['a'], ended: ['a'] });
      expect(await runs.get(machineId, 'a')).toEqual({
        ...told,
        error: { ...told.error, message: 'It’s full \ufffd' },
      });
      expect(await runs.take(machineId, [told, told])).toEqual({ runIds: [], ended: [] });
      expect((await machines.byId(machineId))!.version).toBe(1);
    });

    it('looks at no runs but those that it is told of', async () => {
      const updates: { sql: string; bindings: unknown[] }[] = [];
      knex.on('query', query => query.sql.startsWith('update') && updates.push(query));
      await runs.take(machineId, [fact('a'), fact('b')]);
      const ofRuns = updates.filter(({ sql }) => /update .runs/.test(sql));
      expect(ofRuns.map(({ bindings }) => bindings)).toEqual([expect.arrayContaining(['a', 'b'])]);
    });

    it('lets replicas tell the same and different things at once', async () => {
      const many = Array.from({ length: 200 }, (_, i) => `run-${i}`);
      const tellers = [
        many.map(id => fact(id, { status: 'running', endedAt: undefined, precision: 0 })),
        many.map(id => fact(id, { precision: 1 })).reverse(),
        many.map(id => fact(id, { precision: 2, job: { id: 'j', state: 'COMPLETED' } })),
      ];
      const replicas = await Promise.all(tellers.map(async () => new RunStore(await again())));
      await Promise.all(tellers.map((facts, i) => replicas[i].take(machineId, facts)));
      const { facts } = await queries.page(machineId, {}, undefined, 1000);
      expect(facts).toHaveLength(200);
      for (const found of facts) {
        expect(found).toEqual(
          fact(found.runId, { precision: 2, job: { id: 'j', state: 'COMPLETED' } }),
        );
      }
    });

    it('pages newest first by every filter, and counts', async () => {
      const statuses = ['succeeded', 'failed', 'running'] as const;
      await runs.take(
        machineId,
        Array.from({ length: 30 }, (_, i) =>
          fact(`run-${String(i).padStart(2, '0')}`, {
            status: statuses[i % 3],
            startedAt: NOON + Math.floor(i / 2), // two of each start, so that ids decide
            trigger: { bucket: 'b', key: `input/${i % 2 ? 'A' : 'b'}/${i}%.parquet` },
          }),
        ),
      );
      const all: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await queries.page(machineId, {}, cursor, 7);
        all.push(...page.facts.map(({ runId }) => runId));
        cursor = page.nextCursor;
      } while (cursor);
      expect(all).toEqual(
        Array.from({ length: 30 }, (_, i) => `run-${String(29 - i).padStart(2, '0')}`),
      );

      expect(await idsOf({ statuses: ['failed', 'running'] }, 3)).toEqual([
        'run-29',
        'run-28',
        'run-26',
      ]);
      expect(await idsOf({ from: NOON + 14 })).toEqual(['run-29', 'run-28']);
      expect(await idsOf({ to: NOON + 1 })).toEqual(['run-01', 'run-00']);
      expect(await idsOf({ object: 'input/A/2' })).toEqual([
        'run-29',
        'run-27',
        'run-25',
        'run-23',
        'run-21',
      ]);
      expect(await idsOf({ text: 'RUN-0' }, 2)).toEqual(['run-09', 'run-08']);
      expect(await idsOf({ text: 'a/1%' })).toEqual(['run-01']);
      expect(await idsOf({ text: '_' })).toEqual([]);
      expect(await queries.counts(machineId, { text: 'a/', statuses: ['failed'] })).toEqual({
        succeeded: 5,
        failed: 5,
        running: 5,
      });
      await expect(queries.page(machineId, {}, 'x', 7)).rejects.toThrow(
        'begin again without a cursor',
      );
    });

    it('knows how each of many objects was processed last, duplicates left out', async () => {
      const at = (runId: string, key: string, minutes: number, more: Partial<RunFact> = {}) =>
        fact(runId, {
          startedAt: NOON + minutes * 60_000,
          trigger: { bucket: 'b', key },
          ...more,
        });
      await runs.take(machineId, [
        at('old', 'input/a', 0),
        at('new', 'input/a', 1, { status: 'failed' }),
        at('twice', 'input/a', 2, { status: 'duplicate' }),
        at('other', 'input/b', 0),
        at('not-asked', 'input/c', 0),
      ]);
      const keys = Array.from({ length: 500 }, (_, i) => `input/none-${i}`);
      const last = await queries.lastByKey(machineId, ['input/a', ...keys, 'input/b']);
      expect([...last].map(([key, { runId, status }]) => [key, runId, status])).toEqual([
        ['input/a', 'new', 'failed'],
        ['input/b', 'other', 'succeeded'],
      ]);
    });

    it('keeps histories and definitions, each of the latest life', async () => {
      await runs.take(machineId, [fact('a')]);
      const histories = new HistoryStore(knex);
      const event = {
        id: 1,
        previousId: 0,
        at: '2026-06-02T12:00:00.000Z',
        type: 'X',
        details: {},
      };
      const keep = (redriveCount: number, id: number) =>
        histories.keep(machineId, 'a', { redriveCount, events: [{ ...event, id }], mapItems: {} });
      await keep(1, 1);
      await keep(0, 2);
      expect(await histories.get(machineId, 'a')).toMatchObject({
        redriveCount: 1,
        events: [{ id: 1 }],
      });
      await histories.keepDefinition(machineId, 'a', '{"a":1}');
      await histories.keepDefinition(machineId, 'a', '{"a":2}');
      expect(await histories.definition(machineId, 'a')).toBe('{"a":1}');
      expect(await histories.definition(machineId, 'b')).toBeUndefined();
      expect(await histories.hasDefinition(machineId, 'a')).toBe(true);
      expect(await histories.hasDefinition(machineId, 'b')).toBe(false);
    });

    it('never takes a job back, and remembers who started it', async () => {
      const jobs = new JobStore(knex);
      const place = { accountId: '123456789012', region: 'eu-west-1' };
      const job = {
        id: 'j',
        virtualClusterId: 'c',
        state: 'COMPLETED' as const,
        stateDetails: 'done',
      };
      await jobs.take(place, job, { machineId, runId: 'a' });
      const late = await jobs.take(place, {
        id: 'j',
        virtualClusterId: 'c',
        state: 'RUNNING',
        name: 'a',
        states: [{ state: 'RUNNING', since: '2026-06-02T12:01:00.000Z' }],
      });
      const states = [{ state: 'RUNNING', since: '2026-06-02T12:01:00.000Z' }];
      expect(late).toEqual({ job: { ...job, name: 'a', states }, run: { machineId, runId: 'a' } });
      const { job: last } = await jobs.take(place, {
        id: 'j',
        virtualClusterId: 'c',
        state: 'PENDING',
        states: [
          { state: 'PENDING', since: '2026-06-02T12:00:00.000Z' },
          { state: 'RUNNING', since: '2026-06-02T12:05:00.000Z' },
        ],
      });
      expect(last.states).toEqual([
        { state: 'PENDING', since: '2026-06-02T12:00:00.000Z' },
        ...states,
      ]);
    });

    it('reads figures by day', async () => {
      await runs.take(machineId, [
        fact('a', { startedAt: NOON - 40 * DAY, endedAt: NOON - 40 * DAY + 5 }),
        fact('b', { startedAt: NOON - DAY, endedAt: NOON - DAY + 10 }),
        fact('c', { status: 'failed' }),
        fact('d', { status: 'failed' }),
      ]);
      const figures = await readFigures(knex, machineId, NOON - 30 * DAY);
      const day = Math.floor(NOON / DAY);
      expect(figures.days.sort((a, b) => a.day - b.day)).toEqual([
        { day: day - 1, status: 'succeeded', count: 1 },
        { day, status: 'failed', count: 2 },
      ]);
      expect(figures.successes).toEqual([{ startedAt: NOON - DAY, endedAt: NOON - DAY + 10 }]);
      expect(figures.lastSuccessAt).toBe(NOON - DAY + 10);
    });

    it('forgets what is older than it is to be kept, but nothing that goes on', async () => {
      await runs.take(machineId, [
        fact('old', { startedAt: NOON - 100 * DAY }),
        fact('older', { startedAt: NOON - 400 * DAY }),
        fact('endless', { startedAt: NOON - 400 * DAY, status: 'running' }),
        fact('new'),
      ]);
      const histories = new HistoryStore(knex);
      for (const id of ['old', 'older', 'new']) {
        await histories.keep(machineId, id, { redriveCount: 0, events: [], mapItems: {} });
        await histories.keepDefinition(machineId, id, id === 'older' ? '{"x":1}' : '{}');
      }
      const keep = { runsMs: 365 * DAY, historiesMs: 90 * DAY };
      expect(await forget(knex, keep, NOON)).toBe(1);
      expect(await idsOf({})).toEqual(['new', 'old', 'endless']);
      expect(await histories.get(machineId, 'new')).toBeDefined();
      expect(await histories.get(machineId, 'old')).toBeUndefined();
      expect(await knex('definitions').count({ n: '*' }).first()).toMatchObject({});
      expect(Number((await knex('definitions').count({ n: '*' }).first())!.n)).toBe(1);
    });

    it('finds letters beyond A to Z in either case', async () => {
      const keys = ['input/Ärger.parquet', 'input/ärger.parquet', 'input/argus.parquet'];
      await runs.take(
        machineId,
        keys.map((key, i) => fact(`k${i}`, { startedAt: NOON - i, trigger: { bucket: 'b', key } })),
      );
      for (const text of ['Ärger', 'ärger', 'ÄRGER']) {
        expect(await idsOf({ text })).toEqual(['k0', 'k1']);
      }
    });

    it('follows the catalog', async () => {
      const pipelines = new PipelineStore(knex);
      const ids = await machines.ensureAll(['x', 'y', 'z']);
      await pipelines.replace([pipeline('a', 'x'), pipeline('b', 'y')], ids);
      // One is gone, one names another machine, one is new on the machine that became free.
      await pipelines.replace([pipeline('b', 'z'), pipeline('c', 'y')], ids);
      expect(await holders(pipelines)).toEqual([undefined, 'c', 'b']);
      expect(await machines.progress()).toEqual({ done: 0, total: 2 });
    });

    it('keeps one pipeline of a state machine that several named before that was refused', async () => {
      const directory = resolvePackagePath('backstage-plugin-data-pipelines-backend', 'migrations');
      await knex.migrate.down({ directory });
      const ids = await machines.ensureAll(['x', 'y']);
      await knex('pipelines').insert(
        [pipeline('b', 'x'), pipeline('a', 'x'), pipeline('c', 'y')].map(
          ({ entityRef, stateMachineArn, title }) => ({
            entity_ref: entityRef,
            machine_id: ids.get(stateMachineArn),
            title,
          }),
        ),
      );
      await openDatabase({ getClient: async () => knex });
      expect(await holders(new PipelineStore(knex))).toEqual(['a', 'c', undefined]);
    });

    it('leaves a state machine to the entity that named it first, until that is gone', async () => {
      const pipelines = new PipelineStore(knex);
      const ids = await machines.ensureAll(['x', 'y', 'z']);
      await pipelines.replace([pipeline('b', 'x'), pipeline('c', 'x')], ids);
      await pipelines.replace([pipeline('a', 'x'), pipeline('b', 'x')], ids);
      await pipelines.keep([pipeline('c', 'x'), pipeline('d', 'y')], ids);
      expect(await holders(pipelines)).toEqual(['b', 'd', undefined]);
      await pipelines.replace([pipeline('a', 'x')], ids);
      expect(await holders(pipelines)).toEqual(['a', undefined, undefined]);
    });
  },
);
