import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { Polled, Poller, PollerOptions } from './Poller';

/**
 * Polls while the component is mounted; starts afresh when `key` changes.
 * `create` must depend on nothing but what `key` is made of.
 */
export function usePoller<T>(
  key: string,
  create: () => PollerOptions<T>,
): { state: Polled<T>; poller: Poller<T> } {
  // The key stands for everything that `create` closes over.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const poller = useMemo(() => new Poller<T>(create()), [key]);
  useEffect(() => {
    poller.start();
    return () => poller.stop();
  }, [poller]);
  return { state: useSyncExternalStore(poller.subscribe, poller.getState), poller };
}
