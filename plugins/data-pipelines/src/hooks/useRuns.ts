import { CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { RunPage } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api';
import { isGoingOn, paceOf } from './intervals';
import { isRetryable, statusOf } from './isRetryable';
import { mergeNewest } from './mergeNewest';
import { Polled } from './Poller';
import { More, useMore } from './useMore';
import { usePoller } from './usePoller';
import { RANGES, RunFilter } from './useRunFilter';

/** Runs loaded at a time. */
export const PAGE_SIZE = 25;
/** A refresh asks for no more than this, however many were loaded. */
const MOST = 100;

/** A pipeline's runs, newest first, kept up to date while the component is mounted. */
export interface Runs extends Polled<RunPage>, More {
  refresh(): void;
}

/** Lists a pipeline's runs, all or those that fit a filter. */
export function useRuns(pipeline: CompoundEntityRef, filter: RunFilter): Runs {
  const api = useApi(dataPipelinesApiRef);
  const entityRef = stringifyEntityRef(pipeline);
  const key = `${entityRef} ${JSON.stringify(filter)}`;
  const ask = (more: { limit: number; cursor?: string }, signal?: AbortSignal) =>
    api.listRuns(pipeline, { ...queryOf(filter), ...more }, signal);
  const { state, poller } = usePoller<RunPage>(
    key,
    () => ({
      load: async (signal, current) => {
        const limit = Math.min(Math.max(PAGE_SIZE, current?.items.length ?? 0), MOST);
        const newest = await ask({ limit }, signal);
        return known => mergeNewest(known, newest);
      },
      // The state machine of a new pipeline is still in the making when its page is first looked at.
      retries: error => statusOf(error) === 404 || isRetryable(error),
      interval: ({ items, stale }, pushed) =>
        paceOf(stale !== undefined || items.slice(0, MOST).some(isGoingOn), pushed),
    }),
    entityRef,
  );

  const more = useMore(key, poller, cursor => ask({ cursor, limit: PAGE_SIZE }), behind);
  return { ...state, refresh: poller.refresh, ...more };
}

/** Runs and the page behind them. */
function behind(known: RunPage, next: RunPage): RunPage {
  const ids = new Set(known.items.map(run => run.id));
  const items = [...known.items, ...next.items.filter(run => !ids.has(run.id))];
  return { ...known, items, nextCursor: next.nextCursor };
}

/** A range is counted from the full minute, so that the same view asks the same question for a while. */
function queryOf({ status, range, text }: RunFilter) {
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  return {
    ...(status.length > 0 && { status }),
    ...(range && { from: new Date(minute - RANGES[range] * 3_600_000).toISOString() }),
    ...(text && { text }),
  };
}
