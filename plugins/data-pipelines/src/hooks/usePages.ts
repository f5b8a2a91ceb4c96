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
  /** Loads the page after the last; does nothing while one is under way or when there is none. */
  loadMore(): void;
  /** Begins anew. */
  reload(): void;
}

/** Loads pages of a list; starts afresh when `key` changes, which stands for all that `load` closes over. */
export function usePages<T, P extends Page<T>>(
  key: string,
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<P>,
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
        setState(before => ({ key: whole, pages: [...before.pages, page], loading: false }));
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

  const last = current.pages.at(-1);
  return {
    items: current.pages.flatMap(page => page.items),
    first: current.pages[0],
    total: last?.total ?? 0,
    loading: current.loading,
    error: current.error,
    loadMore: () => {
      if (last?.nextCursor) fetchPage(last.nextCursor);
    },
    reload: () => setAttempt(count => count + 1),
  };
}
