import { RUN_STATUSES } from 'backstage-plugin-data-pipelines-common';
import type { Router } from 'express';
import { z } from 'zod';
import { actionStates } from '../actions';
import type { RunLimits } from '../platform/RunLimits';
import type { RunService } from '../service/RunService';
import { parse } from './parse';
import { PIPELINE, type PipelineRouteOptions, read, runId, withPipeline } from './withPipeline';

/** What the routes of runs need. */
export interface RunRoutesOptions extends PipelineRouteOptions {
  runs: RunService;
  limits: Pick<RunLimits, 'pageSize' | 'maxPageSize'>;
}

/** Serves the runs of a pipeline, and one run. */
export function addRunRoutes(router: Router, options: RunRoutesOptions) {
  const { runs, limits } = options;
  const wholePage = `give a whole number from 1 to ${limits.maxPageSize}`;
  const listQuery = z.strictObject({
    status: z.enum(RUN_STATUSES, `give one of ${RUN_STATUSES.join(', ')}`).optional(),
    cursor: z
      .string('give the nextCursor of the page before, once')
      .min(1, 'give the nextCursor of the page before, or leave it out')
      .max(8192, 'give the nextCursor of the page before')
      .optional(),
    limit: z
      .string(wholePage)
      .regex(/^\d{1,6}$/, wholePage)
      .transform(Number)
      .refine(limit => limit >= 1 && limit <= limits.maxPageSize, wholePage)
      .default(limits.pageSize),
  });

  router.get(`${PIPELINE}/runs`, async (req, res) => {
    const page = await withPipeline(req, read('list'), options, pipeline =>
      runs.list(pipeline, parse(listQuery, req.query, 'The query')),
    );
    res.json(page);
  });

  router.get(`${PIPELINE}/runs/:id`, async (req, res) => {
    const run = await withPipeline(req, read('get'), options, pipeline => {
      parse(z.strictObject({}), req.query, 'The query');
      return runs.get(pipeline, parse(runId, req.params.id, 'The id of the run'));
    });
    res.json({ ...run, actions: actionStates(run, Date.now()) });
  });
}
