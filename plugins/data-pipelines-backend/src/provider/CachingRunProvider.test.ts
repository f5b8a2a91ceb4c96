import type { HistoryEvent } from '../history';
import { recordedHistory } from '../__testUtils__/recordedHistory';
import { CachingRunProvider } from './CachingRunProvider';
import type { Execution, RunProvider } from './RunProvider';

const ended: Execution = {
  arn: 'arn:aws:states:eu-west-1:123456789012:execution:m:a',
  name: 'a',
  status: 'succeeded',
  startedAt: '2026-06-02T14:02:11.000Z',
  redriveCount: 0,
};

function counted(history: HistoryEvent[], refreshMs = 0, cacheBytes = 1_000_000) {
  const inner = {
    list: jest.fn(async () => ({ executions: [ended] })),
    describe: jest.fn(async () => ended),
    history: jest.fn(async () => history),
    outline: jest.fn(async () => history),
    definition: jest.fn(async () => '{}'),
    mapItems: jest.fn(async () => ({ total: 1, succeeded: 1, failed: 0, running: 0 })),
  } satisfies RunProvider;
  return { inner, runs: new CachingRunProvider(inner, { refreshMs, cacheBytes }) };
}

describe('CachingRunProvider', () => {
  it('asks once for the history of an ended run, and again after a redrive', async () => {
    const { inner, runs } = counted(recordedHistory('succeeded'));
    await runs.history(ended);
    await runs.history(ended);
    await runs.outline(ended); // the whole history serves as well
    expect(inner.history).toHaveBeenCalledTimes(1);
    expect(inner.outline).not.toHaveBeenCalled();
    await runs.history({ ...ended, redriveCount: 1 });
    expect(inner.history).toHaveBeenCalledTimes(2);
  });

  it('does not keep the history of a run that goes on', async () => {
    const { inner, runs } = counted(recordedHistory('running'));
    await runs.history({ ...ended, status: 'running' });
    await runs.history({ ...ended, status: 'running' });
    expect(inner.history).toHaveBeenCalledTimes(2);
  });

  it('does not keep a history that lacks its end, though the run is told to have ended', async () => {
    const { inner, runs } = counted(recordedHistory('running'));
    await runs.history(ended);
    await runs.history(ended);
    expect(inner.history).toHaveBeenCalledTimes(2);
  });

  it('does not share with an ended run what was asked for while it went on', async () => {
    const { inner, runs } = counted(recordedHistory('running'), 60_000);
    await runs.history({ ...ended, status: 'running' });
    await runs.history(ended);
    expect(inner.history).toHaveBeenCalledTimes(2);
  });

  it('keeps no more than it may', async () => {
    const { inner, runs } = counted(recordedHistory('succeeded'), 0, 0);
    await runs.history(ended);
    await runs.history(ended);
    expect(inner.history).toHaveBeenCalledTimes(2);
  });

  it('lets callers share an answer for a while, but never a failure', async () => {
    const { inner, runs } = counted([], 60_000);
    inner.list.mockRejectedValueOnce(new Error('away'));
    await expect(runs.list('m', { limit: 1 })).rejects.toThrow('away');
    await Promise.all([runs.list('m', { limit: 1 }), runs.list('m', { limit: 1 })]);
    expect(inner.list).toHaveBeenCalledTimes(2);
    await runs.list('m', { limit: 2 });
    expect(inner.list).toHaveBeenCalledTimes(3);
  });
});
