import { Run } from 'backstage-plugin-data-pipelines-common';
import { succeededRun } from 'backstage-plugin-data-pipelines-common/fixtures';
import { mergeNewest } from './mergeNewest';

/** Runs with the numbers from `to` down to `from`; a higher number started later. */
function runs(to: number, from: number): Run[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    ...succeededRun,
    id: `run-${to - index}`,
    startedAt: new Date((to - index) * 60_000).toISOString(),
  }));
}

describe('mergeNewest', () => {
  it('keeps the pages that were loaded before behind the newest one', () => {
    const known = { items: runs(9, 1), nextCursor: 'after 1' };
    const merged = mergeNewest(known, { items: runs(11, 6), nextCursor: 'after 6' });
    expect(merged.items.map(run => run.id)).toEqual(runs(11, 1).map(run => run.id));
    expect(merged.nextCursor).toBe('after 1');
  });

  it('starts afresh when the newest page does not reach what is known', () => {
    const newest = { items: runs(30, 21), nextCursor: 'after 21' };
    expect(mergeNewest({ items: runs(9, 1) }, newest)).toEqual(newest);
  });

  it('drops a run that the filter no longer holds', () => {
    const known = { items: runs(9, 1), nextCursor: 'after 1' };
    const newest = { items: runs(9, 5).filter(run => run.id !== 'run-7'), nextCursor: 'after 5' };
    expect(mergeNewest(known, newest).items.map(run => run.id)).not.toContain('run-7');
  });

  it('believes a page that says it is the last', () => {
    const newest = { items: runs(2, 1) };
    expect(mergeNewest({ items: runs(9, 1) }, newest)).toEqual(newest);
  });
});
