import type { KubeClient } from '../cluster/harness/KubeClient.ts';
import type { KubeObject, Ref } from '../cluster/harness/KubeObject.ts';
import { Refused } from '../cluster/harness/Transport.ts';

const API = 'argoproj.io/v1alpha1';

/** The Applications in Argo CD's namespace, as a person at its user interface sees and pushes them. */
export class Applications {
  readonly #client: KubeClient;

  constructor(client: KubeClient) {
    this.#client = client;
  }

  ref(name: string, kind = 'Application'): Ref {
    return { apiVersion: API, kind, metadata: { name, namespace: 'argocd' } };
  }

  list(): Promise<KubeObject[]> {
    return this.#client.list(API, 'Application', 'argocd');
  }

  /** Has Argo CD look into Git now; by itself it does so every three minutes, or when a Git host tells it. */
  async refresh(): Promise<void> {
    for (const set of await this.#client.list(API, 'ApplicationSet', 'argocd')) {
      await this.#annotate(set, 'argocd.argoproj.io/application-set-refresh', 'true');
    }
    for (const application of await this.list()) {
      await this.#annotate(application, 'argocd.argoproj.io/refresh', 'normal');
    }
  }

  /** Waits until an Application is as it should be. */
  waitFor(name: string, what: string, holds: (application: KubeObject) => unknown) {
    return this.#client.waitFor(this.ref(name), what, holds);
  }

  /** Waits until all of a commit is applied and healthy, and its hooks have succeeded. */
  done(name: string, revision: string): Promise<KubeObject> {
    return this.waitFor(
      name,
      `has applied ${revision.slice(0, 7)}`,
      ({ status }) =>
        status?.sync?.status === 'Synced' &&
        status.sync.revision === revision &&
        status.health?.status === 'Healthy' &&
        status.operationState?.phase === 'Succeeded',
    );
  }

  /** Waits until a sync has failed with a sentence that matches, of the whole or of one object. */
  refused(name: string, sentence: RegExp): Promise<KubeObject> {
    return this.waitFor(name, `is refused with ${sentence}`, application =>
      sentences(application).some(said => sentence.test(said)),
    );
  }

  waitUntilGone(name: string): Promise<void> {
    return this.#client.waitUntilGone(this.ref(name));
  }

  async #annotate(object: KubeObject, name: string, value: string): Promise<void> {
    const change = { metadata: { annotations: { [name]: value } } };
    await this.#client.patch(object, change).catch(error => {
      // Gone in the meantime.
      if (!(error instanceof Refused && error.code === 404)) throw error;
    });
  }
}

/** All that Argo CD says about the last sync. */
export function sentences({ status }: KubeObject): string[] {
  const { message = '', syncResult } = status?.operationState ?? {};
  const conditions = (status?.conditions ?? []).map((condition: any) => condition.message);
  const resources = (syncResult?.resources ?? []).map((resource: any) => resource.message ?? '');
  return [message, ...conditions, ...resources];
}

/** Health of one object of an Application, as Argo CD worked it out. */
export function healthOf({ status }: KubeObject, kind: string, name: string) {
  return status?.resources?.find((one: any) => one.kind === kind && one.name === name)?.health;
}
