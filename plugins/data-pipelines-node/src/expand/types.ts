/** An object of Kubernetes. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** Objects as they are in the cluster, with status, by the id of their resource; a list for a resource with forEach. */
export type Observed = Record<string, KubeObject | KubeObject[]>;

/** The instance and what is there of its resources. */
export interface World {
  /** With the schema's defaults: see `applyDefaults`. */
  instance: KubeObject;
  observed: Observed;
}

/** What a resource comes to. */
export interface Resolved {
  /** Left out, by its own condition or because something that it refers to is left out. */
  skipped: boolean;
  /** One, or one for each item of forEach; none when skipped. Numbers are numbers, and what has no value is absent. */
  objects: KubeObject[];
  /** What is not known yet, e.g. `table.status.tableID`; in the objects markers stand in its place. */
  pending: string[];
  /** Of a resource that is read, not made: which objects of others it is. */
  external?: ExternalCollection;
}

/** Objects of others that a definition reads, by their labels. */
export interface ExternalCollection {
  apiVersion: string;
  kind: string;
  metadata: { namespace?: string; selector: { matchLabels?: Record<string, string> } };
}

/** One object of a pipeline, as it would be made. */
export interface ExpandedResource {
  /** Id of the resource in the definition. */
  id: string;
  object: KubeObject;
  /** As in `Resolved`. */
  pending: string[];
}
