import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useApiHolder } from '@backstage/frontend-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { PipelineSignal, SIGNAL_CHANNEL } from 'backstage-plugin-data-pipelines-common';
import { Polled, Poller, PollerOptions } from './Poller';

/**
 * Polls while the component is mounted; starts afresh when `key` changes.
 * `create` must depend on nothing but what `key` is made of. `pipeline` is the entity reference of the
 * pipeline whose changes cause a load at once, where the portal has signals; `*` stands for any.
 */
export function usePoller<T>(
  key: string,
  create: () => PollerOptions<T>,
  pipeline?: string,
): { state: Polled<T>; poller: Poller<T> } {
  // The key stands for everything that `create` closes over.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const poller = useMemo(() => new Poller<T>(create()), [key]);
  useEffect(() => {
    poller.start();
    return () => poller.stop();
  }, [poller]);

  const signals = useApiHolder().get(signalApiRef);
  useEffect(() => {
    if (!signals || !pipeline) return undefined;
    const subscription = signals.subscribe<PipelineSignal>(SIGNAL_CHANNEL, ({ entityRef }) => {
      if (pipeline === '*' || entityRef === pipeline) poller.changed();
    });
    return () => subscription.unsubscribe();
  }, [signals, pipeline, poller]);

  return { state: useSyncExternalStore(poller.subscribe, poller.getState), poller };
}

/** What {@link usePoller} knows, and the way to load it again. */
export type Loaded<T> = Polled<T> & { refresh(): void };

/** Loads something once, or each `every` ms as long as that says any; tried again while that fails and may succeed later. */
export function useLoaded<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  options: { every?: number | ((data: T) => number | undefined); pipeline?: string } = {},
): Loaded<T> {
  const { state, poller } = usePoller<T>(
    key,
    () => ({
      load: async signal => {
        const loaded = await load(signal);
        return () => loaded;
      },
      interval: data => (typeof options.every === 'function' ? options.every(data) : options.every),
    }),
    options.pipeline,
  );
  return { ...state, refresh: poller.refresh };
}
