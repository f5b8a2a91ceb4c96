import { ACK_KINDS } from './harness/ackKinds.ts';
import { ackStatus } from './harness/ackStatus.ts';
import type { KubeObject } from './harness/KubeObject.ts';
import type { Statuses } from './krorun.ts';
import { product } from './product.ts';

const SYNCED = [
  { type: 'ACK.ResourceSynced', status: 'True' },
  { type: 'Ready', status: 'True' },
];

export interface Played {
  /** The instance and all its objects, with status. */
  world: any;
  statuses: Statuses;
}

/** expand's graph run to its end, ACK taking every object. */
export function play(graph: any, instance: KubeObject): Played {
  const world: any = { instance: product.applyDefaults(graph, instance), observed: {} };
  const { accountId, region } = world.instance.spec.aws;
  const statuses: Statuses = {};
  for (const id of graph.order) {
    const { skipped, objects } = graph.resolve(id, world);
    if (skipped) continue;
    const seen = objects.map((object: KubeObject) => {
      const kind = ACK_KINDS.find(
        one => object.apiVersion === `${one.group}/${one.version}` && object.kind === one.kind,
      );
      if (!kind) return object;
      const status = { ...ackStatus(kind, object, { accountId, region }), conditions: SYNCED };
      (statuses[id] ??= {})[object.metadata.name] = status;
      return { ...object, status };
    });
    world.observed[id] = seen;
  }
  return { world, statuses };
}
