import { CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { Diagnosis, RunDetail } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api';
import { isGoingOn, paceOf, paceOfLogs, SLOW_INTERVAL } from './intervals';
import { Loaded, useLoaded, usePoller } from './usePoller';

/** One run, followed while it goes on. */
export function useRun(pipeline: CompoundEntityRef, id: string): Loaded<RunDetail> {
  const api = useApi(dataPipelinesApiRef);
  const entityRef = stringifyEntityRef(pipeline);
  const { state, poller } = usePoller<RunDetail>(
    `${entityRef} ${id}`,
    () => ({
      load: async signal => {
        const run = await api.getRun(pipeline, id, signal);
        return () => run;
      },
      interval: (run, pushed) => {
        if (isGoingOn(run) || run.stale) return paceOf(true, pushed);
        // Somebody may redrive what did not succeed, and where no signal comes nothing else tells.
        return run.status === 'succeeded' || run.status === 'duplicate' ? undefined : SLOW_INTERVAL;
      },
    }),
    entityRef,
  );
  return { ...state, refresh: poller.refresh };
}

/** The definition of the state machine as it was for a run; it never changes. */
export function useDefinition(pipeline: CompoundEntityRef, id: string): Loaded<string> {
  const api = useApi(dataPipelinesApiRef);
  return useLoaded(`${stringifyEntityRef(pipeline)} ${id} definition`, signal =>
    api.getDefinition(pipeline, id, signal),
  );
}

/** Why a run failed, each failure of a redriven run anew; asked again until the log of its job has come. */
export function useDiagnosis(pipeline: CompoundEntityRef, run: RunDetail): Loaded<Diagnosis> {
  const api = useApi(dataPipelinesApiRef);
  const { id, status, endedAt, redriveCount } = run;
  const job = run.jobs.at(-1);
  const logTells = job !== undefined && job.state !== 'COMPLETED';
  return useLoaded(
    `${stringifyEntityRef(pipeline)} ${id} ${status} ${endedAt} ${redriveCount} ${logTells}`,
    signal => api.getDiagnosis(pipeline, id, signal),
    { every: ({ excerpt }) => (logTells && !excerpt ? paceOfLogs(endedAt) : undefined) },
  );
}
