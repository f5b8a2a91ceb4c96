import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { RUN_STATUSES, RunStatus } from 'backstage-plugin-data-pipelines-common';

const NAMES = ['text', 'owner', 'status', 'platform'] as const;

/** Which pipelines to show; what is empty leaves none out. */
export interface PipelineFilter {
  text: string;
  owner: string;
  status: RunStatus | '';
  platform: string;
}

/** The filter that an address holds, so that a link shows the same; an unknown status is left out. */
export function usePipelineFilter(): [
  filter: PipelineFilter,
  change: (part: Partial<PipelineFilter>) => void,
  isSet: boolean,
] {
  const [search, setSearch] = useSearchParams();
  const filter = useMemo<PipelineFilter>(
    () => ({
      text: search.get('text') ?? '',
      owner: search.get('owner') ?? '',
      status: RUN_STATUSES.find(known => known === search.get('status')) ?? '',
      platform: search.get('platform') ?? '',
    }),
    [search],
  );
  const change = useCallback(
    (part: Partial<PipelineFilter>) =>
      setSearch(
        before => {
          const after = new URLSearchParams(before);
          for (const name of NAMES) {
            if (part[name]) after.set(name, part[name]);
            else if (name in part) after.delete(name);
          }
          return after;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return [filter, change, NAMES.some(name => filter[name])];
}
