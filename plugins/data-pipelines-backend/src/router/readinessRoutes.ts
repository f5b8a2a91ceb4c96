import type { Router } from 'express';
import { z } from 'zod';
import type { ReadinessService } from '../readiness/ReadinessService';
import { parse } from '../request/parse';
import { read } from '../request/purpose';
import { PIPELINE, type PipelineRouteOptions, withPipeline } from './withPipeline';

/** What the route of readiness needs. */
export interface ReadinessRoutesOptions extends PipelineRouteOptions {
  readiness: ReadinessService;
}

/** Serves whether a pipeline can do its work. */
export function addReadinessRoutes(router: Router, options: ReadinessRoutesOptions) {
  router.get(`${PIPELINE}/readiness`, async (req, res) => {
    const readiness = await withPipeline(req, read('readiness'), options, pipeline => {
      parse(z.strictObject({}), req.query, 'The query');
      return options.readiness.read(pipeline);
    });
    res.json(readiness);
  });
}
