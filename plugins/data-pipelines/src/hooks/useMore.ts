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
 * `key` is the poller's own. `joined` puts a page behind the rows known. Where a refresh has moved their end
 * meanwhile the page is dropped: between the two would be a gap that nobody sees.
 */
export function useMore<P extends { nextCursor?: string }>(
  key: string,
  poller: Poller<P>,
  load: (cursor: string) => Promise<P>,
  joined: (known: P, next: P) => P,
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
      poller.update(known => (known.nextCursor === cursor ? joined(known, next) : known));
      end();
    } catch (error) {
      end(error as Error);
    }
  };
  return { loadMore, loadingMore: current?.loading ?? false, moreError: current?.error };
}
