import { useApi } from '@backstage/frontend-plugin-api';
import { PipelinePage } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef, PipelineQuery } from '../api';
import { SLOW_INTERVAL } from './intervals';
import { Polled } from './Poller';
import { More, useMore } from './useMore';
import { usePoller } from './usePoller';

/** The most that the backend gives at a time. */
const PAGE = 100;
/** A refresh brings no more rows than this: those further down stay as they were loaded. */
const MOST = 1_000;
/** Milliseconds between two loads, however often any of thousands of pipelines changes. */
const BURST = 5_000;

/** Pipelines as far as they are loaded, kept up to date while the component is mounted. */
export interface Pipelines extends Polled<PipelinePage>, More {
  refresh(): void;
}

/** All pipelines that fit, failing ones first, page by page. */
export function usePipelines(query: Omit<PipelineQuery, 'cursor' | 'limit'>): Pipelines {
  const api = useApi(dataPipelinesApiRef);
  const key = `pipelines ${JSON.stringify(query)}`;
  const ask = (cursor: string | undefined, signal?: AbortSignal) =>
    api.listPipelines({ ...query, cursor, limit: PAGE }, signal);
  const { state, poller } = usePoller<PipelinePage>(
    key,
    () => ({
      load: async (signal, current) => {
        const wanted = Math.min(current?.items.length ?? 0, MOST);
        let fresh = await ask(undefined, signal);
        while (fresh.nextCursor && fresh.items.length < wanted) {
          fresh = after(fresh, await ask(fresh.nextCursor, signal));
        }
        return known => (known && known.items.length > MOST ? before(fresh, known) : fresh);
      },
      interval: ({ backfill }) => (backfill ? BURST : SLOW_INTERVAL),
      burst: BURST,
    }),
    '*',
  );

  const more = useMore(key, poller, ask, after);
  return { ...state, refresh: poller.refresh, ...more };
}

/** A page and the one behind it. A pipeline whose place changed meanwhile stands where it was seen first. */
function after(page: PipelinePage, next: PipelinePage): PipelinePage {
  const refs = new Set(page.items.map(({ entityRef }) => entityRef));
  const items = [...page.items, ...next.items.filter(({ entityRef }) => !refs.has(entityRef))];
  const { nextCursor: _cursor, ...whole } = page;
  return { ...whole, items, ...(next.nextCursor && { nextCursor: next.nextCursor }) };
}

/** The first rows anew, those behind them as they were. */
function before(fresh: PipelinePage, known: PipelinePage): PipelinePage {
  return after(fresh, { ...known, items: known.items.slice(fresh.items.length) });
}
