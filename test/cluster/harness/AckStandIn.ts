import { type Informer, makeInformer } from '@kubernetes/client-node';
import { ACK_KINDS, ackCrds, type AckKind } from './ackKinds.ts';
import { type Account, ackStatus, awsName } from './ackStatus.ts';
import { isEstablished } from './Kro.ts';
import type { KubeClient } from './KubeClient.ts';
import { type KubeObject, type Ref, titleOf } from './KubeObject.ts';
import { Refused } from './Transport.ts';

/** What AWS says to a resource that it does not want. */
export interface Fault {
  /** `ACK.Terminal`: nothing more is tried; `ACK.Recoverable`: it is tried again and again. */
  type: 'ACK.Terminal' | 'ACK.Recoverable';
  message: string;
}

/**
 * Plays the controllers of ACK: takes every object of their kinds as made in AWS, writes status and conditions, holds a
 * finalizer, and on deletion does what the object's deletion policy says, or fails as AWS would.
 */
export class AckStandIn {
  /** Resources that are there in AWS: `Kind name`, by AWS's name. Retained ones stay after their object has gone. */
  readonly resources = new Map<string, KubeObject>();
  /** Faults that the stand-in met itself, such as a refused status; a test that ends with one is wrong. */
  readonly faults: Error[] = [];
  private readonly failing = new Map<string, Fault>();
  private readonly informers: Informer<any>[] = [];
  /** Work on one object, one after the other. */
  private readonly queues = new Map<string, Promise<void>>();

  private readonly client: KubeClient;
  private readonly account: Account;

  private constructor(client: KubeClient, account: Account) {
    this.client = client;
    this.account = account;
  }

  /** Makes the kinds, and watches them. */
  static async start(
    client: KubeClient,
    account: Account = { accountId: '123456789012', region: 'eu-west-1' },
  ): Promise<AckStandIn> {
    const crds = await Promise.all(ackCrds().map(crd => client.apply(crd)));
    for (const crd of crds) await client.waitFor(crd, 'is established', isEstablished);
    const standIn = new AckStandIn(client, account);
    await Promise.all(ACK_KINDS.map(kind => standIn.watch(kind)));
    return standIn;
  }

  /** From now on AWS refuses this resource; takes effect at once if it is there already. */
  async fail(ref: Ref, fault: Fault): Promise<void> {
    this.failing.set(titleOf(ref), fault);
    await this.lookAgain(ref);
  }

  /** AWS takes the resource after all. */
  async mend(ref: Ref): Promise<void> {
    this.failing.delete(titleOf(ref));
    await this.lookAgain(ref);
  }

  /** Whether AWS holds a resource of this kind that came from a namespace, even when its object is no longer there. */
  has(kind: string, namespace: Ref): boolean {
    const all = [...this.resources.values()];
    return all.some(one => one.kind === kind && one.metadata.namespace === namespace.metadata.name);
  }

  /** Somebody follows the link in the mail. */
  async confirm(subscription: Ref): Promise<void> {
    await this.client.patchStatus(subscription, { pendingConfirmation: 'false' });
  }

  async stop(): Promise<void> {
    await Promise.all(this.informers.map(informer => informer.stop()));
    await Promise.all(this.queues.values());
  }

  private async watch(kind: AckKind): Promise<void> {
    const path = `/apis/${kind.group}/${kind.version}/${kind.plural}`;
    const apiVersion = `${kind.group}/${kind.version}`;
    const informer = makeInformer<any>(this.client.config, path, () =>
      this.client.listObject(apiVersion, kind.kind),
    );
    const seen = (object: KubeObject) =>
      this.enqueue(kind, { ...object, apiVersion, kind: kind.kind });
    informer.on('add', seen);
    informer.on('update', seen);
    informer.on('error', () => setTimeout(() => informer.start().catch(() => {}), 500).unref());
    this.informers.push(informer);
    await informer.start();
  }

  private enqueue(kind: AckKind, object: KubeObject): void {
    const title = titleOf(object);
    const before = this.queues.get(title) ?? Promise.resolve();
    const work = before
      .then(() => this.reconcile(kind, object))
      .catch(error => {
        // Somebody was faster, or it is gone: the next event tells.
        if (error instanceof Refused && [404, 409].includes(error.code)) return;
        this.faults.push(error);
      });
    this.queues.set(title, work);
  }

  private async lookAgain(ref: Ref): Promise<void> {
    const object = await this.client.get(ref);
    const kind = ACK_KINDS.find(one => one.kind === ref.kind)!;
    if (object) this.enqueue(kind, object);
    await this.queues.get(titleOf(ref));
  }

  private async reconcile(kind: AckKind, object: KubeObject): Promise<void> {
    if (object.metadata.deletionTimestamp) return this.release(kind, object);
    const finalizer = finalizerOf(kind);
    if (!object.metadata.finalizers?.includes(finalizer)) {
      await this.client.patch(object, {
        metadata: { finalizers: [...(object.metadata.finalizers ?? []), finalizer] },
      });
    }
    const fault = this.failing.get(titleOf(object));
    if (!fault) this.resources.set(`${kind.kind} ${awsName(object)}`, object);
    const status = fault
      ? { conditions: conditionsOf(fault) }
      : {
          ...ackStatus(kind, object, this.account),
          // Confirmed once, confirmed for ever.
          ...(object.status?.pendingConfirmation && {
            pendingConfirmation: object.status.pendingConfirmation,
          }),
          conditions: conditionsOf(),
        };
    if (!sameStatus(object.status, status)) await this.client.patchStatus(object, status);
  }

  private async release(kind: AckKind, object: KubeObject): Promise<void> {
    if (!object.metadata.finalizers?.includes(finalizerOf(kind))) return;
    if (policyOf(object) !== 'retain') {
      const refusal = this.refusalToDelete(object);
      if (refusal) {
        const status = { conditions: conditionsOf(refusal) };
        if (!sameStatus(object.status, status)) await this.client.patchStatus(object, status);
        return;
      }
      this.resources.delete(`${kind.kind} ${awsName(object)}`);
    }
    await this.client.patch(object, {
      metadata: {
        finalizers: object.metadata.finalizers.filter(name => name !== finalizerOf(kind)),
        resourceVersion: object.metadata.resourceVersion,
      },
    });
  }

  /** What AWS would not delete. */
  private refusalToDelete(object: KubeObject): Fault | undefined {
    const refuse = (message: string): Fault => ({ type: 'ACK.Recoverable', message });
    if (object.kind === 'Subscription' && object.status?.pendingConfirmation === 'true') {
      return refuse('InvalidParameter: This subscription is pending confirmation');
    }
    if (object.kind === 'Table' && object.spec.deletionProtectionEnabled) {
      return refuse('ValidationException: Resource cannot be deleted as it is protected');
    }
    return this.failing.get(titleOf(object));
  }
}

function finalizerOf({ group, kind }: AckKind): string {
  return `finalizers.${group}/${kind}`;
}

function policyOf({ metadata }: KubeObject): string {
  return metadata.annotations?.['services.k8s.aws/deletion-policy'] ?? 'delete';
}

function conditionsOf(fault?: Fault) {
  const synced = { type: 'ACK.ResourceSynced', status: fault ? 'False' : 'True' };
  const ready = { type: 'Ready', status: fault ? 'False' : 'True' };
  return fault ? [synced, ready, { ...fault, status: 'True' }] : [synced, ready];
}

function sameStatus(now: any, wanted: Record<string, unknown>): boolean {
  return Object.entries(wanted).every(
    ([key, value]) => JSON.stringify(sorted(now?.[key])) === JSON.stringify(sorted(value)),
  );
}

/** With the keys of every object in order, so that equal values print equally. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
}
