import { usualInterval } from './statistics';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** So many successes, one after each pause. */
const every = (pause: number, count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({
    startedAt: from + i * pause,
    endedAt: from + i * pause + MINUTE,
  }));

describe('usualInterval', () => {
  it.each([
    ['a day', every(DAY, 30), DAY],
    ['ten minutes', every(10 * MINUTE, 1_000), 10 * MINUTE],
    ['a day, whatever a backfill does', [...every(DAY, 30), ...every(MINUTE, 500, 9 * DAY)], DAY],
    ['a day on workdays', [0, 7, 14].flatMap(day => every(DAY, 5, day * DAY)), DAY],
    ['a week, of bursts', [0, 7, 14].flatMap(day => every(MINUTE, 90, day * DAY)), 7 * DAY],
  ])('is %s', (_, successes, expected) => {
    const usual = usualInterval(successes)!;
    expect(Math.abs(usual - expected)).toBeLessThan(2 * HOUR);
  });

  it('is not told of a single burst, nor of two runs', () => {
    expect(usualInterval(every(MINUTE, 500))).toBeUndefined();
    expect(usualInterval(every(DAY, 2))).toBeUndefined();
    expect(usualInterval([])).toBeUndefined();
  });
});
