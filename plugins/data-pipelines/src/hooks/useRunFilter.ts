import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { RUN_STATUSES, RunStatus } from 'backstage-plugin-data-pipelines-common';

/** Times to choose from, in hours back from now. */
export const RANGES = { '24h': 24, '7d': 7 * 24, '30d': 30 * 24 } as const;
export type Range = keyof typeof RANGES;

/** Which runs of a pipeline to show. */
export interface RunFilter {
  status: RunStatus[];
  /** Left out: all that are known. */
  range?: Range;
  /** Part of the object's key or of the run's id. */
  text: string;
}

const PARAMETERS = ['status', 'time', 'text'];

/**
 * The part of an address that holds a filter: `?status=failed`, or empty without one. The address of a run's page
 * carries it, so that the way back leads to the list as it was, even after a reload.
 */
export function useFilterSearch(): string {
  const [search] = useSearchParams();
  const filter = new URLSearchParams([...search].filter(([name]) => PARAMETERS.includes(name)));
  return String(filter) && `?${filter}`;
}

/** The filter that an address holds, so that a link shows the same; unknown values are left out. */
export function useRunFilter(): [
  filter: RunFilter,
  change: (part: Partial<RunFilter>) => void,
  isSet: boolean,
] {
  const [search, setSearch] = useSearchParams();
  const filter = useMemo<RunFilter>(() => {
    const status = search.getAll('status');
    const range = search.get('time') ?? '';
    return {
      status: RUN_STATUSES.filter(known => status.includes(known)),
      ...(range in RANGES && { range: range as Range }),
      text: search.get('text') ?? '',
    };
  }, [search]);
  const change = useCallback(
    (part: Partial<RunFilter>) =>
      setSearch(
        before => {
          const after = new URLSearchParams(before);
          if (part.status) {
            after.delete('status');
            part.status.forEach(status => after.append('status', status));
          }
          if ('range' in part) setOrDelete(after, 'time', part.range);
          if (part.text !== undefined) setOrDelete(after, 'text', part.text);
          return after;
        },
        { replace: true },
      ),
    [setSearch],
  );
  const isSet = filter.status.length > 0 || filter.range !== undefined || filter.text !== '';
  return [filter, change, isSet];
}

function setOrDelete(search: URLSearchParams, name: string, value: string | undefined) {
  if (value) search.set(name, value);
  else search.delete(name);
}
