import { createHash } from 'node:crypto';
import { applierOf } from '../applier';
import { same } from '../applier/changes';
import { Applier } from '../applier/applier';
import { leftOut } from '../applier/shape';
import { KubeObject, titleOf } from '../kube/kubeObject';
import { checkKind, isRecordedKind } from '../kube/kinds';
import { ManifestError, shown } from '../kube/manifestError';
import { InventoryEntry } from '../status/pipelineRecord';
import { ClientPool } from './clientPool';
import { withAckStatus, withIdentity } from './objectStatus';
import { resolveReferences } from './references';

const DELETION_POLICY = 'services.k8s.aws/deletion-policy';
const REGION = 'services.k8s.aws/region';

/** What applying one object of a cluster did. */
export interface AppliedObject {
  object: KubeObject;
  digest: string;
  change: 'created' | 'updated' | 'unchanged';
  /** False while AWS still works on it. */
  synced: boolean;
  /** For the log: what was brought in line, what has no effect here. */
  notes: string[];
}

/** Where an object is applied. */
export interface ApplyPlace {
  /** The region of the controllers; an object may say another. */
  region: string;
  /** What is already there in the namespace, for references. */
  others: readonly KubeObject[];
  /** Names the pipeline that has this resource, if another has. */
  claimedBy(claim: string): string | undefined;
}

/** Applies single objects: those of AWS as their ACK controller would, those of Kubernetes by keeping them. */
export class ObjectApplier {
  constructor(private readonly clients: ClientPool) {}

  /** @throws ManifestError when the object cannot be applied as it is; the SDK's errors when AWS refuses it. */
  async apply(
    desired: KubeObject,
    before: InventoryEntry | undefined,
    place: ApplyPlace,
  ): Promise<AppliedObject> {
    checkKind(desired);
    const digest = digestOf(desired);
    const changed = before?.digest === digest ? 'unchanged' : 'updated';
    const recorded = before ? changed : 'created';
    const applier = applierOf(desired);
    if (!applier || isRecordedKind(desired)) {
      const object = withIdentity(desired, before?.object);
      return { object, digest, change: recorded, synced: true, notes: [] };
    }
    const object = { ...desired, spec: resolveReferences(desired, place.others) };
    checkFixed(applier, object, before?.object);
    const owner = place.claimedBy(claimOf(object) ?? '');
    if (owner) {
      throw new ManifestError(
        titleOf(object),
        `spec.${applier.identity[0]}`,
        `is ${shown(object.spec[applier.identity[0]])}, which the pipeline ${owner} has; choose another name`,
      );
    }
    const aws = this.#awsOf(object, place.region);
    const applied = await applier.apply(aws, object.spec);
    return {
      object: withAckStatus(object, before?.object, applied.status, applied.synced, aws),
      digest,
      change: applied.recordedOnly ? recorded : applied.change,
      synced: applied.synced,
      notes: [
        ...(before || applied.recordedOnly || applied.change === 'created'
          ? []
          : ['taken over, with what is in it']),
        ...(applied.change === 'updated' ? [`brought in line: ${applied.fields.join(', ')}`] : []),
        ...leftOut(applier.shape, object.spec, 'spec').map(
          path => `${path} has no effect in the sandbox`,
        ),
        ...(applied.recordedOnly ? [applied.recordedOnly] : []),
      ],
    };
  }

  /** Removes what an object made, unless its deletion policy says to leave it. */
  async remove(object: KubeObject, region: string): Promise<'deleted' | 'gone' | 'retained'> {
    const applier = applierOf(object);
    if (!applier || isRecordedKind(object)) {
      return 'deleted';
    }
    if (object.metadata.annotations?.[DELETION_POLICY] === 'retain') {
      return 'retained';
    }
    const removed = await applier.remove(this.#awsOf(object, region), object.spec ?? {}, object);
    return removed ? 'deleted' : 'gone';
  }

  #awsOf(object: KubeObject, region: string) {
    return this.clients.region(object.metadata.annotations?.[REGION] ?? region);
  }
}

/** Names the AWS resource that an object stands for; undefined for objects of Kubernetes itself. */
export function claimOf(object: KubeObject): string | undefined {
  const applier = applierOf(object);
  if (!applier || isRecordedKind(object)) {
    return undefined;
  }
  const identity = applier.identity.map(field => object.spec?.[field] ?? '');
  return JSON.stringify([object.apiVersion, object.kind, ...identity]);
}

function checkFixed(applier: Applier, object: KubeObject, before: KubeObject | undefined) {
  for (const field of [...applier.identity, ...(applier.fixed ?? [])]) {
    const was = before?.spec?.[field];
    const is = object.spec?.[field];
    if (before && !same(is, was)) {
      throw new ManifestError(
        titleOf(object),
        `spec.${field}`,
        `was ${shown(was)} and is now ${shown(is)}, which AWS cannot change; set it back, or remove the object and add it with another metadata.name`,
      );
    }
  }
}

/** Changes with anything that the manifest says of the object. */
export function digestOf(object: KubeObject): string {
  return createHash('sha256').update(JSON.stringify(object)).digest('hex');
}
