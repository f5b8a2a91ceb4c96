import { isRecord } from '../kube/asKubeObject';
import { KubeObject, titleOf } from '../kube/kubeObject';
import { ManifestError } from '../kube/manifestError';
import { checkpoint, pause } from './errors';
import type { ExternalCollection, Graph, Observed } from './graphCompiler';

// Milliseconds. The local AWS has everything ready at once, so this is for what it may learn to do slowly.
const READY_LIMIT = 30_000;
const READY_POLL = 250;

/** Applies one object and returns it with its status, and whether AWS is done with it. */
export type ApplyOne = (
  id: string,
  object: KubeObject,
) => Promise<{ object: KubeObject; synced: boolean }>;

/** How a graph is walked. */
export interface GraphWalk {
  graph: Graph;
  /** The document of the graph, for what the compiled one does not tell. */
  document: unknown;
  file: string;
  instance: KubeObject;
  signal: AbortSignal;
  apply: ApplyOne;
  skip(id: string): void;
  /** Objects of others that the graph reads. */
  read(wanted: ExternalCollection): KubeObject[];
}

/**
 * Makes the objects of a graph in kro's order: each once what it needs is there and ready.
 *
 * @returns what is there now.
 * @throws ManifestError when an expression asks for what never comes, or something does not get ready.
 */
export async function applyGraph(walk: GraphWalk): Promise<Observed> {
  const { graph, file, instance, signal, apply } = walk;
  const collections = collectionIds(walk.document);
  const observed: Observed = {};
  for (const id of graph.order) {
    checkpoint(signal);
    const { skipped, objects, pending, external } = graph.resolve(id, { instance, observed });
    if (external) {
      walk.skip(id);
      observed[id] = walk.read(external);
      continue;
    }
    const several = collections.has(id);
    if (skipped || (several && pending.length === 0 && objects.length === 0)) {
      walk.skip(id);
      if (!skipped) {
        observed[id] = [];
      }
      continue;
    }
    if (pending.length > 0) {
      throw new ManifestError(
        file,
        `resources.${id}`,
        `needs ${pending.join(', ')}, which no status has; correct the expression`,
      );
    }
    const placed = objects.map(object => inNamespace(object, instance));
    const deadline = Date.now() + READY_LIMIT;
    for (;;) {
      const results = [];
      for (const [index, object] of placed.entries()) {
        checkpoint(signal);
        results.push(await apply(several ? `${id}[${index}]` : id, object));
      }
      const made = results.map(result => result.object);
      observed[id] = several ? made : made[0];
      const synced = results.every(result => result.synced);
      if (synced && graph.ready(id, { instance, observed })) {
        break;
      }
      if (Date.now() > deadline) {
        throw notReady(file, id, synced, made);
      }
      await pause(READY_POLL, signal);
    }
  }
  return observed;
}

function notReady(file: string, id: string, synced: boolean, made: KubeObject[]): ManifestError {
  const names = made.map(titleOf).join(', ');
  const reason = synced ? 'its readyWhen does not hold' : 'AWS still works on it';
  return new ManifestError(
    file,
    `resources.${id}`,
    `${names} is not ready after ${READY_LIMIT / 1000} s: ${reason}`,
  );
}

function inNamespace(object: KubeObject, instance: KubeObject): KubeObject {
  const namespace = object.metadata.namespace ?? instance.metadata.namespace;
  return object.kind === 'Namespace'
    ? object
    : { ...object, metadata: { ...object.metadata, namespace } };
}

/** Ids of the resources that are lists, by their forEach. */
function collectionIds(document: unknown): Set<string> {
  const spec = isRecord(document) && isRecord(document.spec) ? document.spec : {};
  const resources = Array.isArray(spec.resources) ? spec.resources.filter(isRecord) : [];
  return new Set(resources.filter(({ forEach }) => forEach !== undefined).map(({ id }) => `${id}`));
}
