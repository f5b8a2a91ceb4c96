import { useApi } from '@backstage/frontend-plugin-api';
import { PlatformSummary } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api';
import { Loaded, useLoaded } from './usePoller';

/** The platforms that app-config names; loaded once, tried again while that fails. */
export function usePlatforms(): Loaded<PlatformSummary[]> {
  const api = useApi(dataPipelinesApiRef);
  return useLoaded('platforms', signal => api.listPlatforms(signal));
}
