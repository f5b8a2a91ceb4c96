import { useApi } from '@backstage/frontend-plugin-api';
import { dataPipelinesApiRef, Platform } from '../api';
import { Polled } from './Poller';
import { usePoller } from './usePoller';

/** The platforms that app-config names; loaded once, tried again while that fails. */
export function usePlatforms(): Polled<Platform[]> & { refresh(): void } {
  const api = useApi(dataPipelinesApiRef);
  const { state, poller } = usePoller<Platform[]>('platforms', () => ({
    load: async signal => {
      const platforms = await api.listPlatforms(signal);
      return () => platforms;
    },
    interval: () => undefined,
  }));
  return { ...state, refresh: poller.refresh };
}
