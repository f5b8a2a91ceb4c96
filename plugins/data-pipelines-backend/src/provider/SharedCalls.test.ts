import { SharedCalls } from './SharedCalls';

describe('SharedCalls', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('lets go of an answer once it is used no more', async () => {
    const calls = new SharedCalls(1_000);
    const ask = jest.fn(async () => 'a big answer');
    await calls.share('a', ask);
    await calls.share('a', ask);
    expect([ask.mock.calls.length, calls.size]).toEqual([1, 1]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(calls.size).toBe(0);
    await calls.share('a', ask);
    expect([ask.mock.calls.length, calls.size]).toEqual([2, 1]);
  });

  it('holds no more than it may, by the weight of the answers', async () => {
    const calls = new SharedCalls(1_000, 10, answer => String(answer).length);
    await calls.share('big', async () => 'eleven long');
    expect(calls.size).toBe(0);
    for (const key of ['a', 'b', 'c']) await calls.share(key, async () => 'five!');
    expect(calls.size).toBe(2);
  });

  it('shares a call for as long as it is under way, and keeps no failure', async () => {
    const calls = new SharedCalls(1_000);
    let fail = (_: Error) => {};
    const ask = jest.fn(() => new Promise<string>((_, reject) => (fail = reject)));
    const both = [calls.share('a', ask), calls.share('a', ask)];
    await jest.advanceTimersByTimeAsync(60_000);
    both.push(calls.share('a', ask));
    fail(new Error('away'));
    for (const one of both) await expect(one).rejects.toThrow('away');
    expect([ask.mock.calls.length, calls.size]).toEqual([1, 0]);
  });
});
