import { useApi } from '@backstage/frontend-plugin-api';
import { PlatformSummary } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api';
import { Polled } from './Poller';
import { usePoller } from './usePoller';

/** The platforms that app-config names; loaded once, tried again while that fails. */
export function usePlatforms(): Polled<PlatformSummary[]> & { refresh(): void } {
  const api = useApi(dataPipelinesApiRef);
  const { state, poller } = usePoller<PlatformSummary[]>('platforms', () => ({
    load: async signal => {
      const platforms = await api.listPlatforms(signal);
      return () => platforms;
    },
    interval: () => undefined,
  }));
  return { ...state, refresh: poller.refresh };
}
