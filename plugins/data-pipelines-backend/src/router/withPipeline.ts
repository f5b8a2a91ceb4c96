import type { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { type CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import { dataPipelinesRunReadPermission } from 'backstage-plugin-data-pipelines-common';
import type { Request } from 'express';
import { z } from 'zod';
import { actorOf } from '../audit/actorOf';
import { audited } from '../audit/audited';
import type { Pipeline, PipelineReader } from '../pipeline/PipelineReader';

/** What every route of a pipeline needs. */
export interface PipelineRouteOptions {
  pipelines: PipelineReader;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
}

/** Path of a pipeline, by the reference of its catalog entity. */
export const PIPELINE = '/v1/pipelines/:namespace/:kind/:name';

// Names of executions as Step Functions allows them.
// eslint-disable-next-line no-control-regex
const RUN_ID = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/;
/** The id of a run, from a path or a body. */
export const runId = z
  .string()
  .regex(RUN_ID, 'give the name of an execution: 1 to 80 characters, without blanks, ":" and "/"');

/** What is done with a pipeline: how it is audited, and what the caller must be allowed. */
export interface Purpose {
  eventId: string;
  severityLevel?: 'low' | 'medium' | 'high';
  permission: ResourcePermission;
  meta: { [name: string]: string };
}

/** Reading, under the audit event `run-fetch`. */
export function read(queryType: string): Purpose {
  return {
    eventId: 'run-fetch',
    permission: dataPipelinesRunReadPermission,
    meta: { queryType },
  };
}

/** Acting, under an audit event of its own. */
export function act(actionType: string, permission: ResourcePermission): Purpose {
  return { eventId: 'run-act', severityLevel: 'medium', permission, meta: { actionType } };
}

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
