import {
  ApiException,
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { type KubeObject, type Ref, titleOf } from './KubeObject.ts';
import { until } from './until.ts';

const FIELD_MANAGER = 'cluster-test';

/** What the API server refused, in its own words. */
export class Refused extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Reads and writes objects of any kind, as one user. */
export class KubeClient {
  private readonly api: KubernetesObjectApi;
  private readonly statusApi: StatusApi;

  readonly config: KubeConfig;

  constructor(config: KubeConfig) {
    this.config = config;
    this.api = KubernetesObjectApi.makeApiClient(config);
    this.statusApi = config.makeApiClient(StatusApi);
  }

  /**
   * Server-side apply, as `kubectl apply --server-side` would: the fields of this object become what it says.
   *
   * @param dryRun true: only ask whether it would be accepted.
   */
  apply(object: KubeObject, dryRun = false): Promise<KubeObject> {
    return this.call(object, () =>
      this.api.patch(
        object as KubernetesObject,
        undefined,
        dryRun ? 'All' : undefined,
        FIELD_MANAGER,
        true,
        PatchStrategy.ServerSideApply,
      ),
    );
  }

  /** Applies every document of a YAML text, in order. */
  async applyYaml(text: string): Promise<KubeObject[]> {
    const applied: KubeObject[] = [];
    for (const document of parseAllDocuments(text)) {
      const object = document.toJS();
      if (object) applied.push(await this.apply(object));
    }
    return applied;
  }

  create(object: KubeObject): Promise<KubeObject> {
    return this.call(object, () => this.api.create(object as KubernetesObject));
  }

  /** JSON merge patch; with a `resourceVersion` it fails when the object has changed since. */
  patch(ref: Ref, change: Record<string, unknown>): Promise<KubeObject> {
    return this.merge(this.api, ref, change);
  }

  /** JSON merge patch of the status, which only its controller may write. */
  patchStatus(ref: Ref, status: object): Promise<KubeObject> {
    return this.merge(this.statusApi, ref, { status });
  }

  /** The object, or undefined where there is none. */
  async get(ref: Ref): Promise<KubeObject | undefined> {
    return absent(() => this.call(ref, () => this.api.read<any>(ref)));
  }

  async list(apiVersion: string, kind: string, namespace?: string): Promise<KubeObject[]> {
    const ref = { apiVersion, kind, metadata: { name: '(all)', namespace } };
    const answer = await this.call<any>(ref, () => this.api.list(apiVersion, kind, namespace));
    // Items of a list come without them.
    return answer.items.map((item: KubeObject) => ({ ...item, apiVersion, kind }));
  }

  /** Asks for the end of an object; one that is not there is no error. */
  async delete(ref: Ref): Promise<void> {
    await absent(() => this.call(ref, () => this.api.delete(ref) as Promise<any>));
  }

  /** Waits until the object is as it should be, and gives it back. */
  async waitFor(
    ref: Ref,
    what: string,
    holds: (object: KubeObject) => unknown,
    timeoutMs?: number,
  ): Promise<KubeObject> {
    let last: KubeObject | undefined;
    try {
      return await until(
        `${titleOf(ref)} ${what}`,
        async () => {
          last = await this.get(ref);
          return last && holds(last) ? last : undefined;
        },
        timeoutMs,
      );
    } catch (error) {
      const status = JSON.stringify(last?.status ?? 'it is not there');
      throw new Error(`${(error as Error).message}; its status: ${status}`, { cause: error });
    }
  }

  /** Waits until the object is no longer there. */
  async waitUntilGone(ref: Ref, timeoutMs?: number): Promise<void> {
    await until(`${titleOf(ref)} is gone`, async () => !(await this.get(ref)), timeoutMs);
  }

  private merge(
    api: KubernetesObjectApi,
    ref: Ref,
    change: { metadata?: object; [field: string]: unknown },
  ) {
    const { apiVersion, kind } = ref;
    const { name, namespace } = ref.metadata;
    const body = { ...change, apiVersion, kind, metadata: { ...change.metadata, name, namespace } };
    return this.call(ref, () =>
      api.patch(body, undefined, undefined, FIELD_MANAGER, undefined, PatchStrategy.MergePatch),
    );
  }

  private async call<T = KubeObject>(ref: Ref, ask: () => Promise<any>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiException)) throw error;
      throw new Refused(error.code, `${titleOf(ref)}: ${messageOf(error)}`);
    }
  }
}

/** The same for the subresource `status`, which the library leaves out. */
class StatusApi extends KubernetesObjectApi {
  protected override async specUriPath(
    ...args: Parameters<KubernetesObjectApi['specUriPath']>
  ): Promise<string> {
    return `${await super.specUriPath(...args)}/status`;
  }
}

function messageOf({ body, message }: ApiException<unknown>): string {
  const status = typeof body === 'string' ? safeJson(body) : (body as { message?: string });
  return status?.message ?? message;
}

function safeJson(text: string): { message?: string } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function absent<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refused && error.code === 404) return undefined;
    throw error;
  }
}
