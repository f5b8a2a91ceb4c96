import { CompoundEntityRef } from '@backstage/catalog-model';
import { createApiRef } from '@backstage/frontend-plugin-api';
import { JsonObject } from '@backstage/types';
import {
  Backfill,
  BackfillRequest,
  Diagnosis,
  LogFileList,
  LogSlice,
  PipelinePage,
  PlatformSummary,
  Preview,
  Readiness,
  RunDetail,
  RunEventPage,
  RunPage,
  RunStatistics,
  RunStatus,
  StartedRun,
  StartRequest,
} from 'backstage-plugin-data-pipelines-common';

/** What to list of a pipeline's runs. */
export interface RunQuery {
  /** Only runs with one of these; left out or empty: all. */
  status?: RunStatus[];
  /** Only runs that started in this time, ISO 8601. */
  from?: string;
  to?: string;
  /** Only runs for an object whose key begins with this. */
  object?: string;
  /** Only runs with this in the object's key or in their id. */
  text?: string;
  /** `nextCursor` of the page before; left out: the newest runs. */
  cursor?: string;
  /** Runs at most, 1 to 100; the backend decides when left out. */
  limit?: number;
}

/** Which events of a run to list. */
export interface EventQuery {
  /** Only those by which a step was entered or left, or the run began or ended. */
  steps?: boolean;
  /** Only those behind the event of this id: `nextCursor` of the page before, or the last one that is known. */
  cursor?: string;
  limit?: number;
}

/** Which lines of a log to read: from a line on, or the last ones. */
export type LogQuery = { from: number; limit: number } | { tail: number };

/** Which pipelines to list. */
export interface PipelineQuery {
  /** Part of the title, name or owner. */
  text?: string;
  /** Entity reference. */
  owner?: string;
  /** Status of the last run. */
  status?: RunStatus;
  platform?: string;
  cursor?: string;
  limit?: number;
}

/** One log of one job of one run. */
export interface LogRef {
  runId: string;
  jobId: string;
  logId: string;
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
  /** The history of a run as Step Functions recorded it, page by page. */
  listEvents(
    pipeline: CompoundEntityRef,
    id: string,
    query?: EventQuery,
    signal?: AbortSignal,
  ): Promise<RunEventPage>;
  /** The state machine's definition as it was for the run: ASL as JSON text. */
  getDefinition(pipeline: CompoundEntityRef, id: string, signal?: AbortSignal): Promise<string>;
  /** Why a run failed; 404 when it did not. */
  getDiagnosis(pipeline: CompoundEntityRef, id: string, signal?: AbortSignal): Promise<Diagnosis>;
  /** Which logs a job of a run has. */
  listLogs(
    pipeline: CompoundEntityRef,
    runId: string,
    jobId: string,
    signal?: AbortSignal,
  ): Promise<LogFileList>;
  /** Lines of a log. */
  readLog(
    pipeline: CompoundEntityRef,
    log: LogRef,
    query: LogQuery,
    signal?: AbortSignal,
  ): Promise<LogSlice>;
  /** A whole log as a file. */
  downloadLog(pipeline: CompoundEntityRef, log: LogRef): Promise<Blob>;
  /** Address of the job's Spark history server; it lives for some minutes only. */
  getSparkHistory(pipeline: CompoundEntityRef, runId: string, jobId: string): Promise<string>;

  /** Starts a run with an object that is there already. */
  startRun(pipeline: CompoundEntityRef, request: StartRequest): Promise<StartedRun>;
  /** Starts a run with the same object, although it was processed. */
  rerun(pipeline: CompoundEntityRef, id: string): Promise<StartedRun>;
  /** Stops a run that goes on; the reason is kept with it. */
  stop(pipeline: CompoundEntityRef, id: string, reason?: string): Promise<void>;
  /** Lets a run go on from the step that failed. */
  redrive(pipeline: CompoundEntityRef, id: string): Promise<StartedRun>;
  /** Starts a run for each of many objects, or says what it would start. */
  backfill(pipeline: CompoundEntityRef, request: BackfillRequest): Promise<Backfill>;

  /** Figures over the runs of the last days; 30 when left out. */
  getStatistics(
    pipeline: CompoundEntityRef,
    days?: number,
    signal?: AbortSignal,
  ): Promise<RunStatistics>;
  /** Whether the pipeline can do its work, and what is still to do. */
  getReadiness(pipeline: CompoundEntityRef, signal?: AbortSignal): Promise<Readiness>;
  /** All pipelines that the person may read, failing ones first. */
  listPipelines(query?: PipelineQuery, signal?: AbortSignal): Promise<PipelinePage>;

  /** What a form would create, or what is wrong with it. Never creates anything. */
  preview(form: JsonObject, signal?: AbortSignal): Promise<Preview>;
  /** The platforms that a form may name. */
  listPlatforms(signal?: AbortSignal): Promise<PlatformSummary[]>;
}

/** Ref of the API; replace its factory to serve the views from elsewhere. */
export const dataPipelinesApiRef = createApiRef<DataPipelinesApi>({
  id: 'plugin.data-pipelines.client',
});
