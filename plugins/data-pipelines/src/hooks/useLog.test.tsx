import { ReactNode } from 'react';
import { act, renderHook } from '@testing-library/react';
import { parseEntityRef } from '@backstage/catalog-model';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import {
  diagnosis,
  failedRun,
  logFiles,
  succeededRun,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import { dataPipelinesApiRef } from '../api';
import { useLog, useLogFiles } from './useLog';
import { useDiagnosis } from './useRun';

const pipeline = parseEntityRef('component:default/retail-taxi-daily');
const log = { runId: 'r', jobId: 'j', logId: 'l' };
const ENDED = failedRun.endedAt!;
const MINUTE = 60_000;

/** Uses a hook over an API that has but the given calls. */
function using<P, T>(api: object, hook: (props: P) => T, initialProps: P) {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <TestApiProvider apis={[[dataPipelinesApiRef, api as never]]}>{children}</TestApiProvider>
  );
  return renderHook(hook, { wrapper, initialProps });
}

const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

describe('What EMR uploads after the end of a job', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse(ENDED) + 5_000 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('completes the diagnosis as soon as it comes', async () => {
    const { excerpt, ...poor } = diagnosis;
    const getDiagnosis = jest.fn().mockResolvedValueOnce(poor).mockResolvedValue(diagnosis);
    const { result } = using({ getDiagnosis }, () => useDiagnosis(pipeline, failedRun), {});
    await pass(0);
    expect(result.current.data).toEqual(poor);
    await pass(15_000);
    expect(result.current.data?.excerpt).toEqual(excerpt);
    await pass(20 * MINUTE);
    expect(getDiagnosis).toHaveBeenCalledTimes(2);
  });

  it('is waited for a quarter of an hour, and where no log will tell not at all', async () => {
    const { excerpt: _, ...poor } = diagnosis;
    const getDiagnosis = jest.fn().mockResolvedValue(poor);
    const { rerender } = using({ getDiagnosis }, run => useDiagnosis(pipeline, run), failedRun);
    await pass(16 * MINUTE);
    const asked = getDiagnosis.mock.calls.length;
    expect(asked).toBeGreaterThan(10);
    await pass(60 * MINUTE);
    expect(getDiagnosis).toHaveBeenCalledTimes(asked);

    jest.setSystemTime(Date.parse(ENDED));
    rerender({ ...failedRun, jobs: succeededRun.jobs });
    await pass(16 * MINUTE);
    expect(getDiagnosis).toHaveBeenCalledTimes(asked + 1);
  });

  it('is listed when the logs of the driver come, and what was listed before stays meanwhile', async () => {
    let items = logFiles.filter(({ role }) => role === 'executor');
    const listLogs = jest.fn(async () => ({ items }));
    const seen: number[] = [];
    const { rerender } = using<{ endedAt?: string }, void>(
      { listLogs },
      ({ endedAt }) => {
        seen.push(useLogFiles(pipeline, 'r', 'j', endedAt).data?.items.length ?? 0);
      },
      {},
    );
    await pass(15_000);
    rerender({ endedAt: ENDED });
    await pass(15_000);
    items = logFiles;
    await pass(15_000);
    await pass(20 * MINUTE);
    expect(listLogs).toHaveBeenCalledTimes(4);
    expect([...new Set(seen)]).toEqual([0, 1, 3]);
  });

  it('is added to the lines of the log, which are read no more once they say why', async () => {
    const early = { firstLine: 1, lines: ['one', 'two'], more: false };
    const late = { ...early, lines: [...early.lines, 'KeyError: fare'], failedLine: 3 };
    const readLog = jest.fn().mockResolvedValue(early);
    const { result, rerender } = using<
      { follow: boolean; endedAt?: string },
      ReturnType<typeof useLog>
    >({ readLog }, now => useLog(pipeline, log, undefined, now), { follow: true });
    await pass(6_000);
    expect(readLog).toHaveBeenCalledTimes(3);
    rerender({ follow: false, endedAt: ENDED });
    await pass(0);
    expect(readLog).toHaveBeenCalledTimes(4);
    readLog.mockResolvedValue(late);
    await pass(15_000);
    expect(result.current.data).toEqual(late);
    await pass(20 * MINUTE);
    expect(readLog).toHaveBeenCalledTimes(5);
  });
});

describe('A log that is followed', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('keeps earlier lines before its end, and drops them where lines between would be missing', async () => {
    let end = 1_000;
    const lines = (from: number, to: number) => ({
      firstLine: from,
      lines: Array.from({ length: to - from + 1 }, (_, index) => String(from + index)),
    });
    const readLog = jest.fn(async (_pipeline, _log, { tail, from, limit }) => {
      if (tail) return { ...lines(end - tail + 1, end), more: false };
      await new Promise(resolve => setTimeout(resolve, 1_000));
      return { ...lines(from, from + limit - 1), more: true };
    });
    const now = { follow: true };
    const { result } = using({ readLog }, () => useLog(pipeline, log, undefined, now), {});
    await pass(0);
    act(() => void result.current.loadMore('before'));
    await pass(1_000);
    end = 1_010;
    await pass(2_000);
    expect(result.current.data).toMatchObject(lines(1, 1_010));

    end = 3_000;
    await pass(5_500);
    expect(result.current.data).toMatchObject(lines(2_501, 3_000));
    act(() => void result.current.loadMore('before'));
    end = 9_000;
    await pass(1_500);
    expect(result.current.data).toMatchObject(lines(8_501, 9_000));
    expect(readLog.mock.lastCall?.[2]).toEqual({ tail: 500 });
  });
});
