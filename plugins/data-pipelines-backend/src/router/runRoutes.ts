import type { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { type CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  dataPipelinesRunReadPermission,
  RUN_STATUSES,
} from 'backstage-plugin-data-pipelines-common';
import type { Request, Router } from 'express';
import { z } from 'zod';
import type { Pipeline, PipelineReader } from '../pipeline/PipelineReader';
import type { RunLimits } from '../platform/RunLimits';
import type { RunService } from '../service/RunService';
import { audited } from './audited';
import { parse } from './parse';

/** What the routes of runs need. */
export interface RunRoutesOptions {
  runs: RunService;
  pipelines: PipelineReader;
  limits: Pick<RunLimits, 'pageSize' | 'maxPageSize'>;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
}

const PIPELINE = '/v1/pipelines/:namespace/:kind/:name';

// Names of executions as Step Functions allows them.
// eslint-disable-next-line no-control-regex
const RUN_ID = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/;
const runId = z
  .string()
  .regex(RUN_ID, 'give the name of an execution: 1 to 80 characters, without blanks, ":" and "/"');

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
    const page = await withPipeline(req, 'list', options, pipeline =>
      runs.list(pipeline, parse(listQuery, req.query, 'The query')),
    );
    res.json(page);
  });

  router.get(`${PIPELINE}/runs/:id`, async (req, res) => {
    const run = await withPipeline(req, 'get', options, pipeline => {
      parse(z.strictObject({}), req.query, 'The query');
      return runs.get(pipeline, parse(runId, req.params.id, 'The id of the run'));
    });
    res.json(run);
  });
}

/** Audits, then decides, then works: nothing is asked of AWS for a caller who may not see the pipeline. */
async function withPipeline<T>(
  req: Request,
  queryType: 'list' | 'get',
  { pipelines, auditor, httpAuth }: RunRoutesOptions,
  work: (pipeline: Pipeline) => Promise<T>,
): Promise<T> {
  const { namespace, kind, name, id } = req.params;
  const ref: CompoundEntityRef = { namespace, kind, name };
  const meta = { queryType, entityRef: stringifyEntityRef(ref), ...(id && { runId: id }) };
  return audited(auditor, { eventId: 'run-fetch', request: req, meta }, async () => {
    const credentials = await httpAuth.credentials(req, { allow: ['user', 'service'] });
    return work(await pipelines.read(ref, dataPipelinesRunReadPermission, credentials));
  });
}
