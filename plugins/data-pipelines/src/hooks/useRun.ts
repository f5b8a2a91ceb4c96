import { CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { RunDetail } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api';
import { isGoingOn, LIVE_INTERVAL } from './intervals';
import { Polled } from './Poller';
import { usePoller } from './usePoller';

/** One run, followed while it goes on. */
export function useRun(
  pipeline: CompoundEntityRef,
  id: string,
): Polled<RunDetail> & { refresh(): void } {
  const api = useApi(dataPipelinesApiRef);
  const { state, poller } = usePoller<RunDetail>(`${stringifyEntityRef(pipeline)} ${id}`, () => ({
    load: async signal => {
      const run = await api.getRun(pipeline, id, signal);
      return () => run;
    },
    interval: run => (isGoingOn(run) ? LIVE_INTERVAL : undefined),
  }));
  return { ...state, refresh: poller.refresh };
}
