import { useApi } from '@backstage/frontend-plugin-api';
import { PipelinePage, PipelineSummary } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef, PipelineQuery } from '../api';
import { Pages, usePages } from './usePages';

/** The most that the backend gives at a time. */
const PAGE = 100;

/** All pipelines that fit, failing ones first, page by page; `version` begins anew. */
export function usePipelines(
  query: Omit<PipelineQuery, 'cursor' | 'limit'>,
): Pages<PipelineSummary, PipelinePage> {
  const api = useApi(dataPipelinesApiRef);
  return usePages(`pipelines ${JSON.stringify(query)}`, (cursor, signal) =>
    api.listPipelines({ ...query, cursor, limit: PAGE }, signal),
  );
}
