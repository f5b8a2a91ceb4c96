import type { Stale } from 'backstage-plugin-data-pipelines-common';
import type { Machine } from '../store';

/** Being late by less than this is the ordinary course of things. */
const LATE_MS = 5 * 60_000;

/** Why what is known of a machine's runs is older than it should be; undefined when it is not. */
export function staleOf(machine: Machine, now: number): Stale | undefined {
  const since = new Date(machine.checkedAt ?? machine.newestAt ?? 0).toISOString();
  if (machine.problem) {
    return { since, reason: machine.problem };
  }
  if (now - machine.dueAt > LATE_MS) {
    return {
      since,
      reason:
        'The portal is behind with asking AWS, of whose quota it uses no more than its share: it catches up by itself',
    };
  }
  return undefined;
}
