import { RunPage } from 'backstage-plugin-data-pipelines-common';

/**
 * Puts the newest runs in front of those already known, so that a refresh of the head keeps the
 * pages loaded before. When the two do not meet (many runs started meanwhile) the older ones are
 * dropped, since a gap that nobody sees would be a lie.
 */
export function mergeNewest(known: RunPage | undefined, newest: RunPage): RunPage {
  const last = newest.items.at(-1);
  if (!known || !last || !newest.nextCursor) return newest;
  const ids = new Set(newest.items.map(run => run.id));
  const meet = known.items.some(run => ids.has(run.id));
  // Only what is older than the new page's end: a run that left the filter must not stay.
  const older = known.items.filter(run => !ids.has(run.id) && run.startedAt <= last.startedAt);
  if (!meet || older.length === 0) return newest;
  return { ...newest, items: [...newest.items, ...older], nextCursor: known.nextCursor };
}
