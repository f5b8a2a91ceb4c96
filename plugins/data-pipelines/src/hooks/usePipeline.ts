import { CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { Readiness, RunStatistics } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api';
import { SLOW_INTERVAL } from './intervals';
import { Loaded, useLoaded } from './usePoller';

/** Figures over a pipeline's last 30 days. */
export function useStatistics(pipeline: CompoundEntityRef): Loaded<RunStatistics> {
  const api = useApi(dataPipelinesApiRef);
  const entityRef = stringifyEntityRef(pipeline);
  return useLoaded(`${entityRef} statistics`, signal => api.getStatistics(pipeline, 30, signal), {
    every: SLOW_INTERVAL,
    pipeline: entityRef,
  });
}

/** What is still to do before a pipeline can do its work. */
export function useReadiness(pipeline: CompoundEntityRef): Loaded<Readiness> {
  const api = useApi(dataPipelinesApiRef);
  return useLoaded(
    `${stringifyEntityRef(pipeline)} readiness`,
    signal => api.getReadiness(pipeline, signal),
    { every: SLOW_INTERVAL },
  );
}
