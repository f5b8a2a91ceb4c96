import { ConfigReader } from '@backstage/config';
import { AwsBudget } from './AwsBudget';
import type { Clock } from './TokenBucket';

/** A clock on which sleeping takes no time. */
function fakeClock() {
  let now = 0;
  const clock: Clock = {
    now: () => now,
    sleep: async ms => {
      now += ms;
    },
  };
  return { clock, now: () => now, pass: (ms: number) => void (now += ms) };
}

const LIST = {
  accountId: '123456789012',
  region: 'eu-west-1',
  action: 'states:ListExecutions',
};
const budgetOf = (budget: object, clock: Clock) =>
  AwsBudget.fromConfig(new ConfigReader({ dataPipelines: { aws: { budget } } }), clock);

describe('AwsBudget', () => {
  it("lets through half of AWS's quota and no more, however many ask", async () => {
    const time = fakeClock();
    const budget = budgetOf({}, time.clock);
    const asked = await Promise.all(
      Array.from({ length: 160 }, () => budget.take(LIST, { patienceMs: 20_000 })),
    );
    // 100 at once, then 2.5 each second: 50 more in the 20 seconds that the callers wait.
    expect(asked.filter(Boolean)).toHaveLength(150);
    expect(time.now()).toBe(20_000);
    expect(budget.usage()).toEqual([{ ...LIST, calls: 150, throttled: 0, refused: 10 }]);
  });

  it('does not hold up readers of logs, for S3 lets through thousands of reads each second', async () => {
    const budget = budgetOf({ replicas: 4 }, fakeClock().clock);
    const read = { ...LIST, action: 's3:GetObject' };
    const asked = Array.from({ length: 500 }, () => budget.take(read, { patienceMs: 0 }));
    expect((await Promise.all(asked)).every(Boolean)).toBe(true);
  });

  it('counts each account, region and action for itself', async () => {
    const { clock } = fakeClock();
    const budget = budgetOf({ quotas: [{ action: LIST.action, burst: 2, perSecond: 1 }] }, clock);
    const take = (call: object) => budget.take({ ...LIST, ...call }, { patienceMs: 0 });
    expect(await take({})).toBe(true);
    expect(await take({})).toBe(false);
    expect(await take({ accountId: '999999999999' })).toBe(true);
    expect(await take({ region: 'us-east-1' })).toBe(true);
    expect(await take({ action: 'states:DescribeExecution' })).toBe(true);
  });

  it('keeps a quarter for people while the background takes what it can get', async () => {
    const { clock } = fakeClock();
    const budget = budgetOf({}, clock);
    let taken = 0;
    while (await budget.take(LIST, { background: true, patienceMs: 0 })) taken += 1;
    expect(taken).toBe(75);
    expect(await budget.take(LIST, { patienceMs: 0 })).toBe(true);
  });

  it('lets the background through in the end where the bucket is too small for a reserve', async () => {
    const time = fakeClock();
    const budget = budgetOf(
      { quotas: [{ action: LIST.action, burst: 1, perSecond: 2 }] },
      time.clock,
    );
    expect(await budget.take(LIST, { patienceMs: 0 })).toBe(true);
    expect(await budget.take(LIST, { background: true, patienceMs: 2_000 })).toBe(true);
    expect(time.now()).toBe(1_000);
  });

  it('holds everything back for a while when AWS throttles all the same', async () => {
    const time = fakeClock();
    const budget = budgetOf({}, time.clock);
    await budget.take(LIST, { patienceMs: 0 });
    budget.throttled(LIST, 3_000);
    expect(budget.isPaused(LIST)).toBe(true);
    expect(await budget.take(LIST, { patienceMs: 2_000 })).toBe(false);
    expect(await budget.take(LIST, { patienceMs: 4_000 })).toBe(true);
    expect(time.now()).toBe(3_000);
  });

  it('shares the quota among the replicas that are told of', async () => {
    const { clock } = fakeClock();
    const budget = budgetOf({ share: 0.1, replicas: 4 }, clock);
    let taken = 0;
    while (await budget.take(LIST, { patienceMs: 0 })) taken += 1;
    expect(taken).toBe(5);
  });

  it.each([
    [{ share: 0 }, 'dataPipelines.aws.budget.share is 0: give a number above 0, at most 1'],
    [{ share: 2 }, 'share is 2'],
    [{ replicas: 0.5 }, 'replicas is 0.5: give a whole number from 1'],
    [{ quotas: [{ action: 'a:B', burst: 0, perSecond: 1 }] }, 'quotas[0] has burst 0'],
  ])('refuses %j', (budget, sentence) => {
    expect(() => budgetOf(budget, fakeClock().clock)).toThrow(sentence);
  });
});
