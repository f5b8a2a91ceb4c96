import type { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { type CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { dataPipelinesRunReadPermission } from 'backstage-plugin-data-pipelines-common';
import type { Request } from 'express';
import { z } from 'zod';
import type { Pipeline, PipelineReader } from '../pipeline/PipelineReader';
import { audited } from './audited';

/** Path of everything about one pipeline. */
export const PIPELINE = '/v1/pipelines/:namespace/:kind/:name';

// Names of executions as Step Functions allows them.
// eslint-disable-next-line no-control-regex
const RUN_ID = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/;

/** The `:id` of a path. */
export const runId = z
  .string()
  .regex(RUN_ID, 'give the name of an execution: 1 to 80 characters, without blanks, ":" and "/"');

/** What every route about a pipeline needs. */
export interface PipelineRoutesOptions {
  pipelines: PipelineReader;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
}

/** Audits, then decides, then works: nothing is asked of AWS for a caller who may not see the pipeline. */
export async function withPipeline<T>(
  req: Request,
  queryType: string,
  { pipelines, auditor, httpAuth }: PipelineRoutesOptions,
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
