import { CompoundEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import { JsonObject } from '@backstage/types';
import {
  PlatformSummary,
  Preview,
  RunDetail,
  RunPage,
} from 'backstage-plugin-data-pipelines-common';
import { DataPipelinesApi, RunQuery } from './DataPipelinesApi';

/** {@link DataPipelinesApi} over the HTTP routes of `backstage-plugin-data-pipelines-backend`. */
export class DataPipelinesClient implements DataPipelinesApi {
  constructor(private readonly apis: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {}

  listRuns(pipeline: CompoundEntityRef, query: RunQuery = {}, signal?: AbortSignal) {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) search.set(name, String(value));
    }
    const suffix = search.size > 0 ? `?${search}` : '';
    return this.request<RunPage>(`${pathOf(pipeline)}/runs${suffix}`, { signal });
  }

  getRun(pipeline: CompoundEntityRef, id: string, signal?: AbortSignal) {
    return this.request<RunDetail>(`${pathOf(pipeline)}/runs/${encodeURIComponent(id)}`, {
      signal,
    });
  }

  preview(form: JsonObject, signal?: AbortSignal) {
    return this.request<Preview>('/preview', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ form }),
      signal,
    });
  }

  async listPlatforms(signal?: AbortSignal) {
    const { items } = await this.request<{ items: PlatformSummary[] }>('/platforms', { signal });
    return items;
  }

  private async request<T>(path: string, init: RequestInit): Promise<T> {
    const base = await this.apis.discoveryApi.getBaseUrl('data-pipelines');
    const response = await this.apis.fetchApi.fetch(`${base}/v1${path}`, init);
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return (await response.json()) as T;
  }
}

function pathOf({ namespace, kind, name }: CompoundEntityRef): string {
  // Lower case is the catalog's canonical form, so that caches on the way see one address.
  return `/pipelines/${[namespace, kind, name]
    .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
    .join('/')}`;
}
