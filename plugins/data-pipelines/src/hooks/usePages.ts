import { useCallback, useEffect, useRef, useState } from 'react';

/** A page of anything: what the API's lists have in common. */
export interface Page<T> {
  items: T[];
  total: number;
  nextCursor?: string;
}

/** A list that is loaded page by page as a person gets to its end. */
export interface Pages<T, P extends Page<T>> {
  items: T[];
  /** The first page, with what it says of the whole; `undefined` until it is there. */
  first?: P;
  total: number;
  loading: boolean;
  error?: Error;
  /** True when all that there was by the last look is loaded. */
  complete: boolean;
  /** Loads the page after the last; does nothing while one is under way or when there is none. */
  loadMore(): void;
  /** Loads what comes behind the last item, be it a page or what was added since. */
  loadOn(): void;
  /** Begins anew. */
  reload(): void;
}

/**
 * Loads pages of a list that grows at its end only; starts afresh when `key` changes, which stands for all
 * that `load` closes over. `after` is the cursor for what comes behind an item.
 */
export function usePages<T, P extends Page<T>>(
  key: string,
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<P>,
  after: (item: T) => string,
): Pages<T, P> {
  const [attempt, setAttempt] = useState(0);
  const whole = `${key} ${attempt}`;
  const [state, setState] = useState<{ key: string; pages: P[]; loading: boolean; error?: Error }>({
    key: whole,
    pages: [],
    loading: true,
  });
  const current = state.key === whole ? state : { key: whole, pages: [] as P[], loading: true };
  const controller = useRef<AbortController>();
  const busy = useRef(false);

  const fetchPage = useCallback(
    async (cursor: string | undefined) => {
      const mine = controller.current;
      if (!mine || busy.current) return;
      busy.current = true;
      setState(before => ({
        key: whole,
        pages: before.key === whole ? before.pages : [],
        loading: true,
      }));
      try {
        const page = await load(cursor, mine.signal);
        if (mine.signal.aborted) return;
        busy.current = false;
        setState(before => ({ key: whole, pages: behind(before.pages, page), loading: false }));
      } catch (error) {
        if (mine.signal.aborted) return;
        busy.current = false;
        setState(before => ({ ...before, loading: false, error: error as Error }));
      }
    },
    // The key stands for everything that `load` closes over.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [whole],
  );

  useEffect(() => {
    controller.current = new AbortController();
    busy.current = false;
    fetchPage(undefined);
    return () => controller.current?.abort();
  }, [fetchPage]);

  const items = current.pages.flatMap(page => page.items);
  const last = current.pages.at(-1);
  return {
    items,
    first: current.pages[0],
    total: last?.total ?? 0,
    loading: current.loading,
    error: current.error,
    complete: last !== undefined && last.nextCursor === undefined,
    loadMore: () => {
      if (last?.nextCursor) fetchPage(last.nextCursor);
    },
    loadOn: () => {
      const end = items.at(-1);
      fetchPage(last?.nextCursor ?? (end && after(end)));
    },
    reload: () => setAttempt(count => count + 1),
  };
}

/** Where nothing was added there is no new page: a list may be looked at for hours. */
function behind<T, P extends Page<T>>(pages: P[], page: P): P[] {
  const last = pages.at(-1);
  if (!last || page.items.length > 0) return [...pages, page];
  return [...pages.slice(0, -1), { ...page, items: last.items }];
}
