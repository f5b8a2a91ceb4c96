import { SyncQueue } from './syncQueue';

const gate = () => {
  let open = () => {};
  const opened = new Promise<void>(done => {
    open = done;
  });
  return { open, opened };
};
const turn = () => new Promise(done => setImmediate(done));

describe('SyncQueue', () => {
  it('runs no more than two at once, and each key only once at a time', async () => {
    const running = new Set<string>();
    let most = 0;
    const queue = new SyncQueue({
      parallel: 2,
      run: async key => {
        expect(running.has(key)).toBe(false);
        running.add(key);
        most = Math.max(most, running.size);
        await turn();
        running.delete(key);
        return 'done';
      },
    });
    ['a', 'b', 'c', 'a', 'd'].forEach(key => queue.request(key));
    await queue.idle();
    expect(most).toBe(2);
  });

  it('stops what a newer request makes pointless, and runs it again once', async () => {
    const ran: boolean[] = [];
    const { open, opened } = gate();
    const queue = new SyncQueue({
      parallel: 1,
      run: async (_key, signal) => {
        if (ran.length === 0) {
          await opened;
        }
        ran.push(signal.aborted);
        return 'done';
      },
    });
    queue.request('a');
    await turn();
    queue.request('a');
    queue.request('a');
    open();
    await queue.idle();
    expect(ran).toEqual([true, false]);
  });

  it('tries again, slower and slower, until it is done', async () => {
    let runs = 0;
    const waits: number[] = [];
    const queue = new SyncQueue({
      parallel: 1,
      run: async () => (++runs < 4 ? 'retry' : 'done'),
      backOff: tries => {
        waits.push(tries);
        return 1;
      },
    });
    queue.request('a');
    await queue.idle();
    expect({ runs, waits }).toEqual({ runs: 4, waits: [1, 2, 3] });
  });

  it('lets a request cut a wait short', async () => {
    let runs = 0;
    const queue = new SyncQueue({
      parallel: 1,
      run: async () => (++runs < 2 ? 'retry' : 'done'),
      backOff: () => 60_000,
    });
    queue.request('a');
    await turn();
    queue.request('a');
    await queue.idle();
    expect(runs).toBe(2);
  });

  it('stops with what runs, and starts nothing more', async () => {
    const started: string[] = [];
    const queue = new SyncQueue({
      parallel: 1,
      run: (key, signal) => {
        started.push(key);
        return new Promise(done => signal.addEventListener('abort', () => done('retry')));
      },
    });
    queue.request('a');
    queue.request('b');
    await queue.stop();
    queue.request('c');
    expect(started).toEqual(['a']);
  });
});
