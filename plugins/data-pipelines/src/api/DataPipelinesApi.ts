import { CompoundEntityRef } from '@backstage/catalog-model';
import { createApiRef } from '@backstage/frontend-plugin-api';
import { JsonObject } from '@backstage/types';
import {
  PlatformSummary,
  Preview,
  RunDetail,
  RunPage,
  RunStatus,
} from 'backstage-plugin-data-pipelines-common';

/** What to list of a pipeline's runs. */
export interface RunQuery {
  /** Only runs with this status; left out: all. */
  status?: RunStatus;
  /** `nextCursor` of the page before; left out: the newest runs. */
  cursor?: string;
  /** Runs at most, 1 to 100; the backend decides when left out. */
  limit?: number;
}

/**
 * The backend as the views see it. Every method rejects with a `ResponseError` when the backend
 * refuses (403, 404, 503 ...), with a `TypeError` when it cannot be reached, and with the signal's
 * reason when aborted.
 */
export interface DataPipelinesApi {
  /** Runs of a pipeline, newest first. */
  listRuns(pipeline: CompoundEntityRef, query?: RunQuery, signal?: AbortSignal): Promise<RunPage>;
  /** One run with its steps and jobs. */
  getRun(pipeline: CompoundEntityRef, id: string, signal?: AbortSignal): Promise<RunDetail>;
  /** What a form would create, or what is wrong with it. Never creates anything. */
  preview(form: JsonObject, signal?: AbortSignal): Promise<Preview>;
  /** The platforms that a form may name. */
  listPlatforms(signal?: AbortSignal): Promise<PlatformSummary[]>;
}

/** Ref of the API; replace its factory to serve the views from elsewhere. */
export const dataPipelinesApiRef = createApiRef<DataPipelinesApi>({
  id: 'plugin.data-pipelines.client',
});
