import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { LogPlace } from '../log';

/** The tabs of a run's page. */
export const RUN_TABS = ['graph', 'timeline', 'steps', 'events', 'log', 'job', 'data'] as const;
export type RunTab = (typeof RUN_TABS)[number];

/** What of a run's page is open; all of it is in the address, so that a link shows the same. */
export interface RunPageState {
  tab: RunTab;
  /** Name of the chosen step. */
  step?: string;
  log: LogPlace;
}

/** Reads and writes {@link RunPageState}. */
export function useRunPage(): [RunPageState, (change: Partial<RunPageState>) => void] {
  const [search, setSearch] = useSearchParams();
  const line = Number(search.get('line'));
  const state: RunPageState = {
    tab: RUN_TABS.find(tab => tab === search.get('tab')) ?? 'graph',
    step: search.get('step') ?? undefined,
    log: {
      jobId: search.get('job') ?? undefined,
      logId: search.get('log') ?? undefined,
      line: Number.isInteger(line) && line > 0 ? line : undefined,
    },
  };
  const change = useCallback(
    ({ tab, log, ...rest }: Partial<RunPageState>) =>
      setSearch(
        before => {
          const after = new URLSearchParams(before);
          const set = (name: string, value: string | number | undefined) =>
            value === undefined ? after.delete(name) : after.set(name, String(value));
          if (tab) set('tab', tab);
          if ('step' in rest) set('step', rest.step);
          if (log) {
            set('job', log.jobId);
            set('log', log.logId);
            set('line', log.line);
          }
          return after;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return [state, change];
}
