import { CompoundEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
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
  StartedRun,
  StartRequest,
} from 'backstage-plugin-data-pipelines-common';
import {
  DataPipelinesApi,
  EventQuery,
  LogQuery,
  LogRef,
  PipelineQuery,
  RunQuery,
} from './DataPipelinesApi';

/** {@link DataPipelinesApi} over the HTTP routes of `backstage-plugin-data-pipelines-backend`. */
export class DataPipelinesClient implements DataPipelinesApi {
  constructor(private readonly apis: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {}

  listRuns(pipeline: CompoundEntityRef, query: RunQuery = {}, signal?: AbortSignal) {
    return this.get<RunPage>(`${pathOf(pipeline)}/runs${searchOf(query)}`, signal);
  }

  getRun(pipeline: CompoundEntityRef, id: string, signal?: AbortSignal) {
    return this.get<RunDetail>(runPath(pipeline, id), signal);
  }

  listEvents(
    pipeline: CompoundEntityRef,
    id: string,
    query: EventQuery = {},
    signal?: AbortSignal,
  ) {
    return this.get<RunEventPage>(`${runPath(pipeline, id)}/events${searchOf(query)}`, signal);
  }

  async getDefinition(pipeline: CompoundEntityRef, id: string, signal?: AbortSignal) {
    const path = `${runPath(pipeline, id)}/definition`;
    const { definition } = await this.get<{ definition: string }>(path, signal);
    return definition;
  }

  getDiagnosis(pipeline: CompoundEntityRef, id: string, signal?: AbortSignal) {
    return this.get<Diagnosis>(`${runPath(pipeline, id)}/diagnosis`, signal);
  }

  listLogs(pipeline: CompoundEntityRef, runId: string, jobId: string, signal?: AbortSignal) {
    return this.get<LogFileList>(`${jobPath(pipeline, runId, jobId)}/logs`, signal);
  }

  readLog(pipeline: CompoundEntityRef, log: LogRef, query: LogQuery, signal?: AbortSignal) {
    return this.get<LogSlice>(`${logPath(pipeline, log)}${searchOf(query)}`, signal);
  }

  async downloadLog(pipeline: CompoundEntityRef, log: LogRef) {
    const response = await this.fetch(`${logPath(pipeline, log)}?download=true`);
    return response.blob();
  }

  async getSparkHistory(pipeline: CompoundEntityRef, runId: string, jobId: string) {
    const path = `${jobPath(pipeline, runId, jobId)}/spark-history`;
    return (await this.get<{ url: string }>(path)).url;
  }

  startRun(pipeline: CompoundEntityRef, request: StartRequest) {
    return this.post<StartedRun>(`${pathOf(pipeline)}/runs`, request);
  }

  rerun(pipeline: CompoundEntityRef, id: string) {
    return this.post<StartedRun>(`${runPath(pipeline, id)}/rerun`, {});
  }

  async stop(pipeline: CompoundEntityRef, id: string, reason?: string) {
    await this.post(`${runPath(pipeline, id)}/stop`, { ...(reason && { reason }) });
  }

  redrive(pipeline: CompoundEntityRef, id: string) {
    return this.post<StartedRun>(`${runPath(pipeline, id)}/redrive`, {});
  }

  backfill(pipeline: CompoundEntityRef, request: BackfillRequest) {
    return this.post<Backfill>(`${pathOf(pipeline)}/backfill`, request);
  }

  getStatistics(pipeline: CompoundEntityRef, days = 30, signal?: AbortSignal) {
    return this.get<RunStatistics>(`${pathOf(pipeline)}/statistics${searchOf({ days })}`, signal);
  }

  getReadiness(pipeline: CompoundEntityRef, signal?: AbortSignal) {
    return this.get<Readiness>(`${pathOf(pipeline)}/readiness`, signal);
  }

  listPipelines(query: PipelineQuery = {}, signal?: AbortSignal) {
    return this.get<PipelinePage>(`/pipelines${searchOf(query)}`, signal);
  }

  preview(form: JsonObject, signal?: AbortSignal) {
    return this.post<Preview>('/preview', { form }, signal);
  }

  async listPlatforms(signal?: AbortSignal) {
    const { items } = await this.get<{ items: PlatformSummary[] }>('/platforms', signal);
    return items;
  }

  private async get<T>(path: string, signal?: AbortSignal): Promise<T> {
    const response = await this.fetch(path, { signal });
    return (await response.json()) as T;
  }

  private async post<T>(path: string, body: object, signal?: AbortSignal): Promise<T> {
    const response = await this.fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
    return (await response.json()) as T;
  }

  private async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const base = await this.apis.discoveryApi.getBaseUrl('data-pipelines');
    const response = await this.apis.fetchApi.fetch(`${base}/v1${path}`, init);
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response;
  }
}

function pathOf({ namespace, kind, name }: CompoundEntityRef): string {
  // Lower case is the catalog's canonical form, so that caches on the way see one address.
  return `/pipelines/${[namespace, kind, name]
    .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
    .join('/')}`;
}

function runPath(pipeline: CompoundEntityRef, id: string): string {
  return `${pathOf(pipeline)}/runs/${encodeURIComponent(id)}`;
}

function jobPath(pipeline: CompoundEntityRef, runId: string, jobId: string): string {
  return `${runPath(pipeline, runId)}/jobs/${encodeURIComponent(jobId)}`;
}

function logPath(pipeline: CompoundEntityRef, { runId, jobId, logId }: LogRef): string {
  return `${jobPath(pipeline, runId, jobId)}/logs/${encodeURIComponent(logId)}`;
}

/** `?a=1&b=2&b=3`, without what is not set; empty when nothing is. */
function searchOf(query: object): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== '') search.append(name, String(one));
    }
  }
  return search.size > 0 ? `?${search}` : '';
}
