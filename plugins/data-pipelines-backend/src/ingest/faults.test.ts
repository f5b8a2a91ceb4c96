import { STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common/fixtures';
import type { Knex } from 'knex';
import { testDatabases } from '../__testUtils__/databases';
import {
  FakeAws,
  type FakeExecution,
  type Fault,
  statusEvent,
  statusEvents,
} from '../__testUtils__/FakeAws';
import { entityOf, startIndex } from '../__testUtils__/startIndex';
import { parseStateMachineArn } from '../pipeline/StateMachine';
import { type RunFact, RunQueries } from '../store';

jest.setTimeout(120_000);

const ARN = STATE_MACHINE_ARN;
const DAY = 86_400_000;
const pipeline = {
  entityRef: 'component:default/retail-taxi-daily',
  entity: entityOf(ARN),
  stateMachine: parseStateMachineArn(ARN, 'The test'),
};
const OUTCOMES = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
const WORDS = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'stopped',
};

const NEWEST = Date.now() - 60_000;

/** Executions as they come about, one a minute up to now, one in ten still running. */
function someExecutions(n: number): FakeExecution[] {
  return Array.from({ length: n }, (_, i) => {
    const startedAt = NEWEST - i * 60_000;
    const goesOn = i % 10 === 0;
    return {
      name: `run-${String(i).padStart(5, '0')}`,
      status: goesOn ? 'RUNNING' : OUTCOMES[i % 4],
      startedAt,
      ...(!goesOn && { endedAt: startedAt + 1_000 + i }),
      redriveCount: 0,
      key: `input/${i}.parquet`,
    };
  });
}

/** The same numbers in the same order every time. */
function shuffled<T>(items: T[]): T[] {
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  return items
    .map(item => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

const databases = testDatabases();
afterAll(() => Promise.all(databases.map(database => database.stop())));

describe.each(databases.map(database => [database.name, database] as const))(
  'the index on %s',
  (name, database) => {
    let aws: FakeAws;
    let endpoint: string;
    let knex: Knex;
    let again: () => Promise<Knex>;
    let now = 0;

    beforeEach(async () => {
      aws = new FakeAws();
      endpoint = await aws.start();
      ({ knex, again } = await database.open());
      now = Date.now();
    });
    afterEach(() => aws.stop());

    const start = (options: { knex?: Knex; timeoutMs?: number } = {}) =>
      startIndex({ knex, endpoint, entities: [entityOf(ARN)], now: () => now, ...options });

    /** All that the store has of the machine, as AWS would say it. */
    const stored = async () => {
      const [{ id }] = await knex('machines').where({ arn: ARN }).select('id');
      const { facts } = await new RunQueries(knex).page(id, {}, undefined, 1_000_000);
      return facts.map((fact: RunFact) => ({
        name: fact.runId,
        status: fact.status,
        startedAt: fact.startedAt,
        endedAt: fact.endedAt,
        redriveCount: fact.redriveCount,
        key: fact.trigger?.key,
      }));
    };
    const real = () =>
      aws.executions(ARN).map(({ status, endedAt, ...execution }) => ({
        ...execution,
        status: WORDS[status],
        endedAt,
      }));
    /** Nothing of what is waited for is due earlier than that. */
    const later = () => {
      now += 3 * 3_600_000;
    };

    it('has what AWS has after the first round, and after further ones asks little', async () => {
      aws.set(ARN, someExecutions(200));
      const index = start();
      await index.reconciler.run(undefined, 100_000);
      expect(await stored()).toEqual(real());
      const before = aws.total;
      later();
      await index.reconciler.run(undefined, 100_000);
      expect(await stored()).toEqual(real());
      // One list of what is new, and the 20 newest open runs with their histories.
      expect(aws.total - before).toBeLessThanOrEqual(30);
    });

    // What AWS does wrong has nothing to do with the database.
    if (name === 'SQLite') {
      const faults: [string, (action: string, n: number) => Fault | undefined][] = [
        ['throttled', () => ({ status: 400, type: 'ThrottlingException' })],
        ['out of order (500)', () => ({ status: 500, type: 'InternalServerError' })],
        ['silent', () => 'hang'],
        ['cut off', () => 'reset'],
        ['refusing an expired token', () => ({ status: 400, type: 'ExpiredTokenException' })],
        ['refusing access', () => ({ status: 400, type: 'AccessDeniedException' })],
      ];

      it.each(faults)(
        'serves the last known runs, marked as stale, while AWS is %s, and recovers by itself',
        async (_, fault) => {
          aws.set(ARN, someExecutions(30));
          const index = start({ timeoutMs: 700 });
          await index.reconciler.run();
          const known = await index.runs.list(pipeline, { limit: 5 });
          expect(known).not.toHaveProperty('stale');

          aws.fault = fault;
          later();
          await index.reconciler.run();
          const page = await index.runs.list(pipeline, { limit: 5 });
          const [first] = page.items;
          expect(first.status).toBe('running');
          const run = await index.runs.get(pipeline, first.id);
          expect(page.items).toEqual(known.items);
          expect(page.stale).toEqual({
            since: expect.stringMatching(/Z$/),
            reason: expect.stringMatching(/^(AWS|The portal)/),
          });
          expect(run).toMatchObject({
            id: first.id,
            status: 'running',
            stale: { since: page.stale!.since, reason: expect.stringMatching(/^(AWS|The portal)/) },
          });

          aws.fault = () => undefined;
          aws.set(ARN, [...someExecutions(31)]);
          // What was throttled is left alone for a moment.
          for (let i = 0; i < 20 && (await index.runs.list(pipeline, { limit: 1 })).stale; i++) {
            await new Promise(resolve => setTimeout(resolve, 200));
            later();
            await index.reconciler.run();
          }
          expect(await index.runs.list(pipeline, { limit: 5 })).not.toHaveProperty('stale');
          expect(await stored()).toEqual(real());
        },
      );

      it.each([
        [
          'a call fails now and then',
          (action: string, n: number) =>
            n % (action === 'ListExecutions' ? 3 : 151) === 0 ? faultOf(n) : undefined,
        ],
        [
          'pages come empty, with a token',
          (action: string, n: number) =>
            action === 'ListExecutions' && n % 2 === 1 ? 'emptyPage' : undefined,
        ],
        [
          'a token comes again',
          (action: string, n: number) =>
            action === 'ListExecutions' && n === 2 ? 'repeatedToken' : undefined,
        ],
      ] as [string, (action: string, n: number) => Fault | undefined][])(
        'has what AWS has though %s',
        async (_, fault) => {
          aws.set(ARN, someExecutions(1_050));
          aws.fault = fault;
          const index = start();
          for (let round = 0; round < 4; round++) {
            await index.reconciler.run(undefined, 60_000);
            later();
          }
          aws.fault = () => undefined;
          await index.reconciler.run(undefined, 60_000);
          expect(await stored()).toEqual(real());
          const [machine] = await knex('machines').select('backfilled');
          expect(Boolean(machine.backfilled)).toBe(true);
        },
      );

      it('waits for AWS no longer than 1.5 s where something is known', async () => {
        aws.set(ARN, someExecutions(3));
        const index = start({ timeoutMs: 30_000 });
        await index.reconciler.run();
        aws.fault = () => 'hang';
        const { items } = await index.runs.list(pipeline, { limit: 1 });
        const run = await index.runs.get(pipeline, items[0].id);
        // AWS has its 30 s for the call, the viewer has not.
        expect(run.stale!.reason).toContain('AWS did not answer in 1.5 s');
      });

      it('does not go round for ever on a token that comes again and again', async () => {
        aws.set(ARN, someExecutions(20));
        aws.fault = action => (action === 'ListExecutions' ? 'repeatedToken' : undefined);
        await start().reconciler.run();
        expect(aws.calls.ListExecutions).toBeLessThan(10);
        const page = await start().runs.list(pipeline, { limit: 1 });
        expect(page.items).toHaveLength(1);
      });

      it('goes by the clock of AWS, though its own is wrong by a day either way', async () => {
        for (const skew of [-DAY, DAY]) {
          now = Date.now() + skew;
          aws.set(ARN, someExecutions(40));
          const index = start();
          await index.reconciler.run();
          expect(await stored()).toEqual(real());
        }
      });

      it('keeps the runs of a machine that was deleted, and says that it was', async () => {
        aws.set(ARN, someExecutions(20));
        const index = start();
        await index.reconciler.run();
        const before = await stored();
        aws.deleteMachine(ARN);
        later();
        await index.reconciler.run();
        expect(await stored()).toEqual(before);
        const page = await index.runs.list(pipeline, { limit: 1 });
        expect(page.stale!.reason).toContain('There is no state machine retail-taxi-daily');
        // AWS told it as the run ended, though nobody has looked at the run so far.
        const ended = before.find(({ status }) => status === 'failed')!;
        const { definition } = await index.runs.definition(pipeline, ended.name);
        expect(definition).toBe(aws.definition);
      });

      const overview = (index: ReturnType<typeof start>) =>
        index.overview.page({ limit: 10 }, async () => ({ has: () => true, restricted: false }));

      it('takes a machine that is not made yet for no trouble, and has its runs soon after it is', async () => {
        const index = start();
        await index.reconciler.run();
        expect(await overview(index)).not.toHaveProperty('stale');
        await expect(index.runs.list(pipeline, { limit: 1 })).rejects.toThrow(
          'its pipeline may still be in the making',
        );
        aws.set(ARN, someExecutions(3));
        now += 5 * 60_000;
        await index.reconciler.run();
        expect(await stored()).toEqual(real());
      });

      it('says of what it was never let see that this is so now, not since 1970', async () => {
        aws.fault = () => ({ status: 400, type: 'AccessDeniedException' });
        const index = start();
        await index.reconciler.run();
        expect((await overview(index)).stale).toEqual({
          since: new Date(now).toISOString(),
          reason: expect.stringContaining('AWS does not allow the portal states:ListExecutions'),
        });
      });

      it('ends the runs that went with a machine which was made anew, and goes on with the new one', async () => {
        aws.set(ARN, someExecutions(20)); // of which two go on
        const index = start();
        await index.reconciler.run();
        aws.set(ARN, []); // made anew
        await index.reconciler.checkNow((await index.stores.machines.byArn(ARN))!);
        // The older has gone for good; the newer may be one that AWS does not list yet.
        const statuses = async () =>
          Object.fromEntries((await stored()).map(run => [run.name, run.status]));
        expect(await statuses()).toMatchObject({ 'run-00000': 'running', 'run-00010': 'stopped' });

        later();
        aws.set(ARN, [{ ...someExecutions(1)[0], name: 'new', startedAt: now }]);
        await index.reconciler.run();
        expect(await statuses()).toMatchObject({ 'run-00000': 'stopped', new: 'running' });
        const page = await index.runs.list(pipeline, { limit: 2 });
        expect(page).not.toHaveProperty('stale');
        expect(page.items[1].error!.message).toMatch(/^AWS no longer knows this run, so how/);
      });
    }

    it.each([
      ['in order', (events: object[]) => events],
      ['twice', (events: object[]) => [...events, ...events]],
      ['in any order', shuffled],
      ['with one in ten lost', (events: object[]) => events.filter((_, i) => i % 10 !== 3)],
      ['with broken ones among them', (events: object[]) => events.flatMap(poisoned)],
    ] as [string, (events: object[]) => unknown[]][])(
      'has what AWS has when events come %s, after one round',
      async (how, disturb) => {
        const index = start();
        await index.reconciler.run(); // the catalog
        const executions = someExecutions(250);
        aws.set(ARN, executions);
        const events = executions.flatMap(execution => statusEvents(ARN, execution));
        await Promise.all(disturb(events).map(event => index.events.take(event)));
        await index.histories.idle();
        // But for what was lost, events alone have told all.
        const wanted = how.includes('lost') ? await stored() : real();
        expect(await stored()).toEqual(wanted);
        later();
        await index.reconciler.run(undefined, 60_000);
        expect(await stored()).toEqual(real());
        expect(index.events.counts.broken > 0).toBe(how.includes('broken'));
      },
    );

    it('takes a burst of 10,000 events, and has what AWS has after one round', async () => {
      const index = start();
      await index.reconciler.run();
      const executions = someExecutions(5_300);
      aws.set(ARN, executions);
      const events = shuffled(executions.flatMap(execution => statusEvents(ARN, execution)));
      expect(events.length).toBeGreaterThan(10_000);
      // Histories tell nothing that is compared here.
      aws.fault = action =>
        action === 'GetExecutionHistory'
          ? { status: 400, type: 'AccessDeniedException' }
          : undefined;
      await Promise.all(events.map(event => index.events.take(event)));
      expect(index.events.counts).toMatchObject({ taken: events.length, lost: 0 });
      await index.histories.idle();
      later();
      await index.reconciler.run(undefined, 100_000);
      expect(await stored()).toEqual(real());
    });

    it('hears of a redrive by event, and finds one whose events were lost', async () => {
      const failed: FakeExecution = {
        name: 'a',
        status: 'FAILED',
        startedAt: now - 5 * DAY,
        endedAt: now - 5 * DAY + 1_000,
        redriveCount: 0,
        key: 'input/a.parquet',
      };
      const others = someExecutions(120);
      aws.set(ARN, [failed, ...others]);
      const index = start();
      await index.reconciler.run();
      const redriven: FakeExecution = {
        ...failed,
        status: 'RUNNING',
        endedAt: undefined,
        redriveCount: 1,
      };
      aws.set(ARN, [redriven, ...others]);
      await index.events.take(statusEvent(ARN, redriven));
      expect(await stored()).toEqual(real());
      await index.events.take(statusEvent(ARN, failed)); // late, of its former life
      expect(await stored()).toEqual(real());

      aws.set(ARN, [{ ...redriven, status: 'SUCCEEDED', endedAt: now }, ...others]);
      later();
      later();
      later(); // by then all runs that can be redriven are looked at again
      await index.reconciler.run(undefined, 100_000);
      expect(await stored()).toEqual(real());
    });

    it('says to open pages that a pipeline changed, and nothing more', async () => {
      const index = start();
      await index.reconciler.run();
      const [execution] = someExecutions(1);
      aws.set(ARN, [execution]);
      await index.events.take(statusEvent(ARN, execution));
      for (let i = 0; i < 40 && !index.signals.length; i++) {
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      expect(index.signals).toEqual([
        {
          recipients: { type: 'broadcast' },
          channel: 'data-pipelines',
          message: { entityRef: pipeline.entityRef, version: expect.any(Number) },
        },
      ]);
    });

    it('does so for a new pipeline as soon as somebody looked at it, before the catalog is read again', async () => {
      const index = start();
      aws.set(ARN, []);
      await index.runs.list(pipeline, { limit: 1 });
      const [execution] = someExecutions(1);
      aws.set(ARN, [execution]);
      await index.events.take(statusEvent(ARN, execution));
      for (let i = 0; i < 40 && !index.signals.length; i++) {
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      expect(index.signals).toMatchObject([{ message: { entityRef: pipeline.entityRef } }]);
    });

    if (name === 'Postgres') {
      it('comes to the same with three replicas at work at once', async () => {
        const replicas = await Promise.all(
          [0, 1, 2].map(async () => start({ knex: await again() })),
        );
        await replicas[0].reconciler.run();
        const executions = someExecutions(300);
        aws.set(ARN, executions);
        const events = shuffled(executions.flatMap(execution => statusEvents(ARN, execution)));
        await Promise.all([
          ...events.map((event, i) => replicas[i % 3].events.take(event)),
          ...events.slice(0, 200).map((event, i) => replicas[(i + 1) % 3].events.take(event)),
          ...replicas.map(replica => replica.reconciler.run(undefined, 30_000)),
        ]);
        await Promise.all(replicas.map(replica => replica.histories.idle()));
        later();
        await replicas[1].reconciler.run(undefined, 60_000);
        expect(await stored()).toEqual(real());
        for (const replica of replicas) {
          expect(replica.events.counts).toMatchObject({ lost: 0, broken: 0 });
          expect((await replica.runs.list(pipeline, { limit: 1 })).counts).toEqual(
            (await replicas[0].runs.list(pipeline, { limit: 1 })).counts,
          );
        }
      });
    }
  },
);

function faultOf(n: number): Fault {
  const kinds: Fault[] = [
    { status: 400, type: 'ThrottlingException' },
    { status: 500, type: 'InternalServerError' },
    'reset',
    { status: 400, type: 'ExpiredTokenException' },
  ];
  return kinds[n % kinds.length];
}

/** An event, and the same broken in all the ways in which a queue may hold something else. */
function poisoned(event: object, i: number): unknown[] {
  if (i % 50 !== 0) {
    return [event];
  }
  const { detail, ...rest } = event as { detail: Record<string, unknown> };
  return [
    null,
    'text',
    [],
    {},
    rest,
    { ...rest, detail: { ...detail, status: 7 } },
    { ...rest, detail: { ...detail, startDate: 'yesterday' } },
    { ...rest, detail: { ...detail, name: 'somebody-else' } },
    { ...rest, account: '999999999999', detail: { ...detail, status: 'FAILED' } },
    event,
    { ...rest, source: 'aws.s3', 'detail-type': 'Object Created', detail },
  ];
}
