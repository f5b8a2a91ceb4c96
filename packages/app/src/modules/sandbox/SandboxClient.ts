import { ResponseError } from '@backstage/errors';
import { createApiRef, DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';

/** One object of a pipeline and what became of it in the local AWS. */
export interface SyncedResource {
  id: string;
  kind: string;
  name: string;
  state: 'waiting' | 'created' | 'updated' | 'unchanged' | 'deleted' | 'failed' | 'skipped';
  message?: string;
}

/** How far the sync of one pipeline is. */
export interface SyncedPipeline {
  namespace: string;
  repository: string;
  commit: string;
  state: 'waiting' | 'syncing' | 'synced' | 'failed';
  message: string;
  resources: SyncedResource[];
  steps: { name: string; exitCode: number | null; output: string }[];
  log: { time: string; text: string }[];
  /** Address of the local AWS. */
  endpoint: string;
  /** The commit that was synced in full; a file can be dropped once there is one. */
  syncedCommit?: string;
  /** Missing until the manifest was read. */
  trigger?: {
    on: 'data' | 'script';
    bucket: string;
    prefix: string;
    region: string;
    script: { bucket: string; prefix: string; entryPoint: string };
  };
}

/** A file that was put into a bucket. */
export interface Dropped {
  bucket: string;
  key: string;
  /** Bytes. */
  size: number;
}

/** What to drop: sample rows, or a file that no job can read. */
export interface Drop {
  rows?: number;
  corrupt?: boolean;
  /** Upload the script of a pipeline that is started by one. */
  script?: boolean;
}

/** The sandbox's own HTTP API. */
export class SandboxClient {
  constructor(private readonly apis: { discoveryApi: DiscoveryApi; fetchApi: FetchApi }) {}

  /** Undefined while the sync has not come by the pipeline yet. */
  async pipeline(namespace: string): Promise<SyncedPipeline | undefined> {
    const response = await this.request(`/pipelines/${encodeURIComponent(namespace)}`);
    if (response.status === 404) return undefined;
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response.json();
  }

  async drop(namespace: string, drop: Drop): Promise<Dropped> {
    const response = await this.request(`/pipelines/${encodeURIComponent(namespace)}/drop`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(drop),
    });
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response.json();
  }

  private async request(path: string, init?: RequestInit): Promise<Response> {
    const base = await this.apis.discoveryApi.getBaseUrl('sandbox');
    return this.apis.fetchApi.fetch(`${base}/v1${path}`, init);
  }
}

/** Ref of {@link SandboxClient}. */
export const sandboxApiRef = createApiRef<SandboxClient>({ id: 'app.sandbox.client' });
