import { mergeRun } from './mergeRun';
import { PRECISION, type RunFact } from './RunFact';

const START = Date.parse('2026-06-02T14:00:00Z');
const END = START + 60_000;
const trigger = { bucket: 'input', key: 'input/a.parquet' };
const base = { runId: 'a', redriveCount: 0, startedAt: START };
const job = (state: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED') => ({ id: 'j1', state });

const running: RunFact = { ...base, status: 'running', precision: PRECISION.event, trigger };
const waits: RunFact = { ...running, job: job('PENDING') };
const works: RunFact = { ...running, job: job('RUNNING') };
const failedEvent: RunFact = {
  ...base,
  status: 'failed',
  endedAt: END,
  precision: PRECISION.event,
  error: { name: 'States.TaskFailed', message: 'no memory' },
};
const failedList: RunFact = { ...base, status: 'failed', endedAt: END, precision: PRECISION.list };
const failedHistory: RunFact = {
  ...failedEvent,
  precision: PRECISION.history,
  trigger,
  job: job('FAILED'),
  error: { name: 'States.TaskFailed', message: 'no memory', step: 'Run Spark' },
};
const redriven: RunFact = { ...running, redriveCount: 1 };
const succeeded: RunFact = {
  ...base,
  status: 'succeeded',
  redriveCount: 1,
  endedAt: END + 1,
  precision: PRECISION.history,
  trigger,
  job: { id: 'j2', state: 'COMPLETED' },
};

/** Every order of the facts. */
function orders<T>(items: T[]): T[][] {
  return items.length < 2
    ? [items]
    : items.flatMap((item, i) => orders(items.toSpliced(i, 1)).map(rest => [item, ...rest]));
}

const merged = (facts: RunFact[]) =>
  facts.reduce<RunFact | undefined>((known, fact) => mergeRun(known, fact), undefined);

describe('mergeRun', () => {
  it.each([
    ['a run that waits for its job', [running, waits], { ...waits, status: 'waiting' }],
    ['a run whose job works', [running, waits, works], works],
    [
      'a failed run, by events alone',
      [running, works, failedEvent],
      { ...failedEvent, trigger, job: job('RUNNING') },
    ],
    [
      'a failed run, by events and the list',
      [running, failedEvent, failedList],
      { ...failedEvent, precision: PRECISION.list, trigger },
    ],
    ['a failed run', [running, waits, failedEvent, failedList, failedHistory], failedHistory],
    [
      'a redriven run',
      [running, failedEvent, failedHistory, redriven],
      { ...redriven, job: job('FAILED') },
    ],
    [
      'a run that succeeded after a redrive',
      [running, failedEvent, failedList, failedHistory, redriven, succeeded],
      succeeded,
    ],
  ] as [string, RunFact[], RunFact][])(
    'comes to the same in whatever order, and however often: %s',
    (_, facts, expected) => {
      for (const order of orders(facts)) {
        expect(merged(order)).toEqual(expected);
        expect(merged([...order, ...order])).toEqual(expected);
      }
    },
  );

  it('never takes a terminal status back but by a redrive', () => {
    const late = { ...running, precision: PRECISION.list };
    expect(merged([failedEvent, late])).toMatchObject({ status: 'failed' });
    expect(merged([failedHistory, { ...late, precision: PRECISION.history }])).toMatchObject({
      status: 'failed',
    });
    expect(merged([failedHistory, redriven])).toMatchObject({
      status: 'running',
      redriveCount: 1,
    });
    expect(merged([failedHistory, redriven])).not.toHaveProperty('error');
  });

  it('knows a duplicate by its output, which the list does not have', () => {
    const duplicate: RunFact = { ...base, status: 'duplicate', precision: PRECISION.event };
    const list: RunFact = { ...base, status: 'succeeded', precision: PRECISION.list };
    expect(merged([duplicate, list])).toMatchObject({ status: 'duplicate' });
    expect(merged([list, duplicate])).toMatchObject({ status: 'duplicate' });
  });
});
