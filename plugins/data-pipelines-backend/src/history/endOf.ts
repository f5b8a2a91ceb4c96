import type { RunStatus } from 'backstage-plugin-data-pipelines-common';
import type { HistoryEvent } from './HistoryEvent';

/** How a run has ended, by the event that says so. */
export const ENDS: Record<string, 'succeeded' | 'failed' | 'timedOut' | 'stopped'> = {
  ExecutionSucceeded: 'succeeded',
  ExecutionFailed: 'failed',
  ExecutionTimedOut: 'timedOut',
  ExecutionAborted: 'stopped',
};

/** How a history ends; undefined while it goes on, or where AWS has not written its end yet. */
export function endOf(
  events: HistoryEvent[],
): { status: RunStatus; at: number; redriveCount: number } | undefined {
  const last = events.at(-1);
  const status = last && ENDS[last.type];
  return status
    ? {
        status,
        at: Date.parse(last.at),
        redriveCount: events.filter(({ type }) => type === 'ExecutionRedriven').length,
      }
    : undefined;
}
