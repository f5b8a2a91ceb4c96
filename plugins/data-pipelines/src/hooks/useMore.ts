import { useState } from 'react';
import { Poller } from './Poller';

/** The rows behind those that a poller keeps up to date. */
export interface More {
  /** Loads the page after the last; does nothing while one is under way or when there is none. */
  loadMore(): Promise<void>;
  loadingMore: boolean;
  /** Why the last `loadMore` failed. */
  moreError?: Error;
}

/**
 * Adds a page at a time to a list of the given poller.
 * `key` is the poller's own. `joined` puts the page at a cursor behind the rows known, which a refresh may have
 * changed since the page was asked for.
 */
export function useMore<P extends { nextCursor?: string }>(
  key: string,
  poller: Poller<P>,
  load: (cursor: string) => Promise<P>,
  joined: (known: P, next: P, cursor: string) => P,
): More {
  const [state, setState] = useState<{ key: string; loading: boolean; error?: Error }>();
  const current = state?.key === key ? state : undefined;
  const end = (error?: Error) =>
    setState(now => (now?.key === key ? { key, loading: false, error } : now));
  const loadMore = async () => {
    const cursor = poller.getState().data?.nextCursor;
    if (!cursor || current?.loading) return;
    setState({ key, loading: true });
    try {
      const next = await load(cursor);
      poller.update(known => joined(known, next, cursor));
      end();
    } catch (error) {
      end(error as Error);
    }
  };
  return { loadMore, loadingMore: current?.loading ?? false, moreError: current?.error };
}
