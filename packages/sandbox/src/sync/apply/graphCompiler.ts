import type { KubeObject } from '../kube/kubeObject';

/** The objects as they are in the cluster, by the graph's ids; a list for those made by forEach. */
export type Observed = Record<string, KubeObject | KubeObject[]>;

/** Objects of others that a graph reads. */
export interface ExternalCollection {
  apiVersion: string;
  kind: string;
  metadata: { namespace?: string; selector: { matchLabels?: Record<string, string> } };
}

interface GraphContext {
  instance: KubeObject;
  observed: Observed;
}

/** A compiled ResourceGraphDefinition. */
export interface Graph {
  /** Ids in the order in which kro makes them: what is needed first. */
  readonly order: readonly string[];
  /** What becomes of a resource; `pending` are the paths that no status has yet. */
  resolve(
    id: string,
    context: GraphContext,
  ): {
    skipped: boolean;
    objects: KubeObject[];
    pending: string[];
    /** Set where the graph only reads objects of others, by their labels. */
    external?: ExternalCollection;
  };
  /** Whether its readyWhen holds. */
  ready(id: string, context: GraphContext): boolean;
  /** The status of the instance. */
  status(context: GraphContext): Record<string, unknown>;
}

/** The library that knows kro's language, as backstage-plugin-data-pipelines-node exports it. */
export interface GraphCompiler {
  /** @throws Error naming the path of what is wrong. */
  compileGraph(document: unknown): Graph;
  /** @throws Error listing the fields that the schema refuses. */
  applyDefaults(document: unknown, instance: KubeObject): KubeObject;
}
