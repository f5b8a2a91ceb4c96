import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { RUN_STATUSES, RunStatus } from 'backstage-plugin-data-pipelines-common';

const PARAMETER = 'status';

/** The status by which runs are filtered, kept in the address so that a link shows the same. */
export function useStatusFilter(): [
  status: RunStatus | undefined,
  setStatus: (status: RunStatus | undefined) => void,
] {
  const [search, setSearch] = useSearchParams();
  const status = RUN_STATUSES.find(candidate => candidate === search.get(PARAMETER));
  const setStatus = useCallback(
    (next: RunStatus | undefined) =>
      setSearch(
        before => {
          const after = new URLSearchParams(before);
          if (next) after.set(PARAMETER, next);
          else after.delete(PARAMETER);
          return after;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return [status, setStatus];
}
