/** An object of Kubernetes, as it is written and read. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    finalizers?: string[];
    resourceVersion?: string;
    uid?: string;
    generation?: number;
    deletionTimestamp?: string;
    [field: string]: unknown;
  };
  spec?: any;
  status?: any;
  [field: string]: any;
}

/** What names one object. */
export type Ref = Pick<KubeObject, 'apiVersion' | 'kind'> & {
  metadata: { name: string; namespace?: string };
};

/** `Bucket retail-taxi-daily/taxi-daily-input`, for messages. */
export function titleOf({ kind, metadata: { name, namespace } }: Ref): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** The condition of a type that an object's status holds. */
export function condition(
  object: KubeObject | undefined,
  type: string,
): { status: string; reason?: string; message?: string } | undefined {
  return object?.status?.conditions?.find((one: { type: string }) => one.type === type);
}
