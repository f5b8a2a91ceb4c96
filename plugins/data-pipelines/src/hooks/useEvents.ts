import { CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { RunEvent, RunEventPage } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api';
import { Pages, usePages } from './usePages';

const PAGE = 500;

/** The history of a run, page by page; `version` begins anew, e.g. when the run went on. */
export function useEvents(
  pipeline: CompoundEntityRef,
  id: string,
  steps: boolean,
  version: string,
): Pages<RunEvent, RunEventPage> {
  const api = useApi(dataPipelinesApiRef);
  return usePages(`${stringifyEntityRef(pipeline)} ${id} ${steps} ${version}`, (cursor, signal) =>
    api.listEvents(pipeline, id, { ...(steps && { steps }), cursor, limit: PAGE }, signal),
  );
}
