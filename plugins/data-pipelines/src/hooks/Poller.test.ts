import { Poller } from './Poller';

const forbidden = Object.assign(new Error('no'), { statusCode: 403 });
const away = Object.assign(new Error('throttled'), { statusCode: 503 });

let hidden = false;

/** A poller over a list of answers; the last one is given again and again. */
function pollerOf(answers: (string | Error)[], interval: (data: string) => number | undefined) {
  const signals: AbortSignal[] = [];
  const load = jest.fn(async (signal: AbortSignal) => {
    signals.push(signal);
    const answer = answers.length > 1 ? answers.shift()! : answers[0];
    if (answer instanceof Error) throw answer;
    return () => answer;
  });
  return { load, signals, poller: new Poller<string>({ load, interval }) };
}

describe('Poller', () => {
  beforeEach(() => {
    hidden = false;
    jest.useFakeTimers();
    jest.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden);
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('loads again at the interval, and not at all once nothing more will change', async () => {
    const { poller, load } = pollerOf(['running', 'running', 'done'], data =>
      data === 'running' ? 2_000 : undefined,
    );
    poller.start();
    await jest.advanceTimersByTimeAsync(0);
    expect(poller.getState()).toMatchObject({ data: 'running', loading: false });
    await jest.advanceTimersByTimeAsync(4_000);
    expect(poller.getState().data).toBe('done');
    await jest.advanceTimersByTimeAsync(600_000);
    expect(load).toHaveBeenCalledTimes(3);
    poller.stop();
  });

  it('keeps the last data when a load fails, says so, and recovers by itself', async () => {
    const { poller } = pollerOf(['first', away, 'second'], () => 2_000);
    poller.start();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(poller.getState()).toMatchObject({ data: 'first', error: away, retrying: true });
    await jest.advanceTimersByTimeAsync(2_000);
    expect(poller.getState()).toMatchObject({ data: 'second', error: undefined });
    poller.stop();
  });

  it('waits longer after each failure, up to a minute', async () => {
    const { poller, load } = pollerOf([away], () => 2_000);
    poller.start();
    await jest.advanceTimersByTimeAsync(2_000 + 4_000 + 8_000 + 16_000 + 32_000);
    expect(load).toHaveBeenCalledTimes(6);
    await jest.advanceTimersByTimeAsync(600_000);
    expect(load).toHaveBeenCalledTimes(16);
    poller.stop();
  });

  it('does not ask again what was refused', async () => {
    const { poller, load } = pollerOf([forbidden], () => 2_000);
    poller.start();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(load).toHaveBeenCalledTimes(1);
    expect(poller.getState()).toMatchObject({ error: forbidden, retrying: false });
    poller.stop();
  });

  it('slows down in a hidden tab and catches up when the tab is shown', async () => {
    const { poller, load } = pollerOf(['running'], () => 2_000);
    hidden = true;
    poller.start();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(load).toHaveBeenCalledTimes(3);
    hidden = false;
    document.dispatchEvent(new Event('visibilitychange'));
    expect(load).toHaveBeenCalledTimes(4);
    poller.stop();
  });

  it('keeps to that slow pace in a hidden tab, however much the backend tells', async () => {
    const { poller, load } = pollerOf(['running'], () => 60_000);
    hidden = true;
    poller.start();
    for (let second = 0; second < 100; second += 1) {
      await jest.advanceTimersByTimeAsync(1_000);
      poller.changed();
    }
    expect(load).toHaveBeenCalledTimes(4);
    poller.stop();
  });

  it.each([
    ['fails', away, 6],
    ['is refused', forbidden, 5],
  ])('waits longer and longer while a load %s, however much the backend tells', async (...row) => {
    const [, error, loads] = row;
    const { poller, load } = pollerOf([error], () => 2_000);
    poller.start();
    for (let second = 0; second < 62; second += 1) {
      await jest.advanceTimersByTimeAsync(1_000);
      poller.changed();
    }
    expect(load).toHaveBeenCalledTimes(loads);
    poller.stop();
  });

  it('asks anew for what was not there, since a change may be that it is now', async () => {
    const missing = Object.assign(new Error('no such run'), { statusCode: 404 });
    const { poller } = pollerOf([missing, 'there'], () => undefined);
    poller.start();
    poller.changed();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(poller.getState()).toMatchObject({ data: 'there', error: undefined });
    poller.stop();
  });

  it('has one load under way, however often it is told to refresh', async () => {
    const { poller, load } = pollerOf(['running'], () => undefined);
    poller.start();
    poller.refresh();
    poller.refresh();
    await jest.advanceTimersByTimeAsync(0);
    expect(load).toHaveBeenCalledTimes(1);
    poller.stop();
  });

  it('counts a load that never ends as failed after half a minute', async () => {
    const poller = new Poller<string>({
      load: () => new Promise(() => {}),
      interval: () => undefined,
    });
    poller.start();
    await jest.advanceTimersByTimeAsync(30_000);
    expect(poller.getState().error?.message).toBe('no answer within 30 s');
    poller.stop();
  });

  it('aborts the load under way when it stops, and tells nobody', async () => {
    const { poller, signals } = pollerOf(['late'], () => 2_000);
    poller.start();
    const listener = jest.fn();
    poller.subscribe(listener);
    poller.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(signals[0].aborted).toBe(true);
    expect(listener).not.toHaveBeenCalled();
  });

  it('loads at once when the backend tells of a change, and once for a burst of them', async () => {
    const { poller, load } = pollerOf(['a'], () => 60_000);
    poller.start();
    await jest.advanceTimersByTimeAsync(5_000);
    poller.changed();
    await jest.advanceTimersByTimeAsync(0);
    expect(load).toHaveBeenCalledTimes(2);
    for (let change = 0; change < 1_000; change += 1) poller.changed();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(load).toHaveBeenCalledTimes(3);
    poller.stop();
  });

  it('loads again when a change is told while a load is under way, which may have left before it', async () => {
    const { poller, load } = pollerOf(['a'], () => undefined);
    poller.start();
    poller.changed();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(load).toHaveBeenCalledTimes(2);
    poller.stop();
  });

  it('knows once a change was told, so that loads become a safety net', async () => {
    const interval = jest.fn(() => undefined);
    const { poller } = pollerOf(['a'], interval);
    poller.start();
    await jest.advanceTimersByTimeAsync(0);
    poller.changed();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(interval.mock.calls).toEqual([
      ['a', false],
      ['a', true],
    ]);
    poller.stop();
  });
});
