import type {
  AuditorService,
  BackstageCredentials,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Router } from 'express';
import { z } from 'zod';
import type { ReadablePipelines } from '../pipeline/ReadablePipelines';
import type { RunLimits } from '../platform/RunLimits';
import type { Overview } from '../service/Overview';
import { audited } from '../audit/audited';
import { parse } from '../request/parse';
import { cursor, limit, statuses, words } from './query';

/** What the route over all pipelines needs. */
export interface PipelineListOptions {
  overview: Overview;
  readable: ReadablePipelines;
  limits: Pick<RunLimits, 'pageSize' | 'maxPageSize'>;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
}

/** Serves the page over all pipelines that the caller may read. */
export function addPipelineRoutes(router: Router, options: PipelineListOptions) {
  const { overview, readable, limits, auditor, httpAuth } = options;
  const listQuery = z.strictObject({
    text: words,
    owner: words,
    status: statuses,
    platform: words,
    cursor,
    limit: limit(limits.pageSize, limits.maxPageSize),
  });

  router.get('/v1/pipelines', async (req, res) => {
    const page = await audited(auditor, { eventId: 'pipeline-fetch', request: req }, async () => {
      const credentials: BackstageCredentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      const { status, ...query } = parse(listQuery, req.query, 'The query');
      return overview.page({ ...query, ...(status && { statuses: status }) }, refs =>
        readable.of(refs, credentials),
      );
    });
    res.json(page);
  });
}
