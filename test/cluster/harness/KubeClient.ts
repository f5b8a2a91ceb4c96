import type { KubeConfig } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { type KubeObject, type Ref, titleOf } from './KubeObject.ts';
import { Resources } from './Resources.ts';
import { type Call, Refused, Transport } from './Transport.ts';
import { until } from './until.ts';

const FIELD_MANAGER = 'cluster-test';

export interface KubeList {
  metadata: { resourceVersion: string };
  items: KubeObject[];
}

/** Reads and writes objects of any kind, as one user. Every refusal is a `Refused`. */
export class KubeClient {
  readonly config: KubeConfig;
  private readonly transport: Transport;
  private readonly resources: Resources;

  constructor(config: KubeConfig) {
    this.config = config;
    this.transport = new Transport(config);
    this.resources = new Resources(this.transport);
  }

  /**
   * Server-side apply, as `kubectl apply --server-side` would: the fields of this object become what it says.
   *
   * @param dryRun true: only ask whether it would be accepted.
   */
  apply(object: KubeObject, dryRun = false): Promise<KubeObject> {
    return this.call(object, path => ({
      method: 'PATCH',
      path,
      query: { fieldManager: FIELD_MANAGER, force: 'true', ...(dryRun && { dryRun: 'All' }) },
      body: object,
      contentType: 'application/apply-patch+yaml',
    }));
  }

  /** What the API server would make of a new object: its defaults, its way of writing quantities. Nothing is made. */
  async wouldBe(object: KubeObject): Promise<KubeObject> {
    const path = await this.resources.path(object, false);
    const { name } = object.metadata;
    // Under another name, for the object may be there already.
    const body = { ...object, metadata: { ...object.metadata, name: `${name}-would-be` } };
    const made = await this.transport.call<KubeObject>({
      method: 'POST',
      path,
      query: { dryRun: 'All' },
      body,
    });
    return { ...made, metadata: { ...made.metadata, name } };
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

  /** JSON merge patch; with a `resourceVersion` it fails when the object has changed since. */
  patch(ref: Ref, change: object): Promise<KubeObject> {
    return this.merge(ref, change, '');
  }

  /** JSON merge patch of the status, which only its controller may write. */
  patchStatus(ref: Ref, status: object): Promise<KubeObject> {
    return this.merge(ref, { status }, '/status');
  }

  /** The object, or undefined where there is none. */
  get(ref: Ref): Promise<KubeObject | undefined> {
    return absent(() => this.call(ref, path => ({ method: 'GET', path })));
  }

  /** All of a kind, in one namespace or in all. */
  async list(apiVersion: string, kind: string, namespace?: string): Promise<KubeObject[]> {
    return (await this.listObject(apiVersion, kind, namespace)).items;
  }

  /** The same with the metadata of the list itself, from which a watch goes on. */
  async listObject(apiVersion: string, kind: string, namespace?: string): Promise<KubeList> {
    const ref = { apiVersion, kind, metadata: { name: '', namespace } };
    const path = await this.resources.path(ref, false);
    const list = await this.transport.call<KubeList>({ method: 'GET', path });
    // Items of a list come without them.
    return { ...list, items: list.items.map(item => ({ ...item, apiVersion, kind })) };
  }

  /** Asks for the end of an object; one that is not there is no error. */
  async delete(ref: Ref): Promise<void> {
    await absent(() => this.call(ref, path => ({ method: 'DELETE', path })));
  }

  /** Waits until the object is as it should be, and gives it back. */
  async waitFor(
    ref: Ref,
    what: string,
    holds: (object: KubeObject) => unknown,
    timeoutMs?: number,
  ): Promise<KubeObject> {
    let last: KubeObject | undefined;
    const ask = async () => {
      last = await this.get(ref);
      return last && holds(last) ? last : undefined;
    };
    try {
      return await until(`${titleOf(ref)} ${what}`, ask, timeoutMs);
    } catch (error) {
      throw new Error(`${(error as Error).message}; ${stateOf(last)}`, { cause: error });
    }
  }

  /** Waits until the object is no longer there. */
  async waitUntilGone(ref: Ref, timeoutMs?: number): Promise<void> {
    await until(`${titleOf(ref)} is gone`, async () => !(await this.get(ref)), timeoutMs);
  }

  private merge(ref: Ref, body: object, subresource: string): Promise<KubeObject> {
    return this.call(ref, path => ({
      method: 'PATCH',
      path: `${path}${subresource}`,
      query: { fieldManager: FIELD_MANAGER },
      body,
      contentType: 'application/merge-patch+json',
    }));
  }

  private async call(ref: Ref, ask: (path: string) => Call): Promise<KubeObject> {
    try {
      return await this.transport.call(ask(await this.resources.path(ref)));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Refused(error.code, `${titleOf(ref)}: ${error.message}`);
    }
  }
}

/** What an object says of itself, as far as fits a screen. */
function stateOf(object: KubeObject | undefined): string {
  if (!object) return 'it is not there';
  const conditions = (object.status?.conditions ?? []).map(
    ({ type, status, message = '' }: Record<string, string>) =>
      `${type}=${status} ${message.slice(0, 200)}…${message.slice(-300)}`,
  );
  return `it says: ${conditions.join('; ') || JSON.stringify(object.status)}`;
}

async function absent<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refused && error.code === 404) return undefined;
    throw error;
  }
}
