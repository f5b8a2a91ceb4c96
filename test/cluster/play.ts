import { ACK_KINDS } from './harness/ackKinds.ts';
import { ackStatus } from './harness/ackStatus.ts';
import type { KubeObject } from './harness/KubeObject.ts';
import type { ClusterState } from './krorun.ts';
import { product } from './product.ts';

const SYNCED = [
  { type: 'ACK.ResourceSynced', status: 'True' },
  { type: 'Ready', status: 'True' },
];

export interface Played extends ClusterState {
  /** The instance and all objects, with status, as expand's graph takes them. */
  world: any;
}

/**
 * expand's graph run to its end, ACK taking every object.
 *
 * @param jobs what has become of the Jobs that a definition reads
 */
export function play(graph: any, instance: KubeObject, jobs: Jobs): Played {
  const world: any = { instance: product.applyDefaults(graph, instance), observed: {} };
  const { accountId, region } = world.instance.spec.aws;
  const played: Played = { world, statuses: {}, external: {} };
  for (const id of graph.order) {
    const { skipped, objects, external } = graph.resolve(id, world);
    if (skipped) continue;
    if (external) {
      played.external[id] = jobsOf(external, jobs);
      world.observed[id] = played.external[id];
      continue;
    }
    world.observed[id] = objects.map((object: KubeObject) => {
      const kind = ACK_KINDS.find(
        one => object.apiVersion === `${one.group}/${one.version}` && object.kind === one.kind,
      );
      if (!kind) return object;
      const status = { ...ackStatus(kind, object, { accountId, region }), conditions: SYNCED };
      (played.statuses[id] ??= {})[object.metadata.name] = status;
      return { ...object, status };
    });
  }
  return played;
}

/** What Jobs came to, in the order in which they were made. */
export type Jobs = ('passed' | 'failed' | 'running')[];

/** Sets of Jobs to play in turn. */
export const JOBS: Jobs[] = [
  [],
  ['running'],
  ['failed', 'passed', 'running'],
  ['passed', 'failed'],
];

const STATUSES = {
  passed: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] },
  failed: { failed: 2, conditions: [{ type: 'Failed', status: 'True' }] },
  running: { active: 1 },
};

function jobsOf({ apiVersion, kind, metadata }: any, jobs: Jobs): KubeObject[] {
  if (kind !== 'Job') throw new Error(`nobody plays the ${kind} that the definition reads`);
  return jobs.map((came, at) => ({
    apiVersion,
    kind,
    metadata: {
      name: `job-${at}`,
      namespace: metadata.namespace,
      labels: metadata.selector.matchLabels,
      creationTimestamp: `2026-01-01T0${at}:00:00Z`,
    },
    status: STATUSES[came],
  }));
}
