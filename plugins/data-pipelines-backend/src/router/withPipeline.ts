import type { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { type CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Request } from 'express';
import { actorOf } from '../audit/actorOf';
import { audited } from '../audit/audited';
import type { Pipeline, PipelineReader } from '../pipeline/PipelineReader';
import type { Purpose } from '../request/purpose';

/** What every route of a pipeline needs. */
export interface PipelineRouteOptions {
  pipelines: PipelineReader;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
}

/** Path of a pipeline, by the reference of its catalog entity. */
export const PIPELINE = '/v1/pipelines/:namespace/:kind/:name';

/** Audits, then decides, then works: nothing is asked of AWS for a caller who may not. */
export async function withPipeline<T>(
  req: Request,
  purpose: Purpose,
  { pipelines, auditor, httpAuth }: PipelineRouteOptions,
  work: (pipeline: Pipeline, actor: string) => T | Promise<T>,
): Promise<T> {
  const { namespace, kind, name, id } = req.params;
  const ref: CompoundEntityRef = { namespace, kind, name };
  const { eventId, severityLevel, permission } = purpose;
  const meta = { ...purpose.meta, entityRef: stringifyEntityRef(ref), ...(id && { runId: id }) };
  return audited(
    auditor,
    { eventId, request: req, meta, ...(severityLevel && { severityLevel }) },
    async () => {
      const credentials = await httpAuth.credentials(req, { allow: ['user', 'service'] });
      const pipeline = await pipelines.read(ref, permission, credentials);
      return work(pipeline, actorOf(credentials));
    },
  );
}
