/** A Kubernetes object, as far as the sync looks into it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    annotations?: Record<string, string>;
    labels?: Record<string, string>;
    [field: string]: unknown;
  };
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
  [field: string]: unknown;
}

/** The API group: `s3.services.k8s.aws` of `s3.services.k8s.aws/v1alpha1`, empty for `v1`. */
export function groupOf(object: Pick<KubeObject, 'apiVersion'>): string {
  const slash = object.apiVersion.indexOf('/');
  return slash < 0 ? '' : object.apiVersion.slice(0, slash);
}

/** How an object is named in messages: `Bucket orders-input`. */
export function titleOf(object: KubeObject): string {
  return `${object.kind} ${object.metadata.name}`;
}

/** Tells two objects of one cluster apart. */
export function keyOf(object: KubeObject): string {
  return [groupOf(object), object.kind, object.metadata.namespace ?? '', object.metadata.name].join(
    '|',
  );
}
