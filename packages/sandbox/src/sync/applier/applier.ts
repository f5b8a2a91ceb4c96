import { KubeObject } from '../kube/kubeObject';
import { AwsClients } from './awsClients';
import { Applied } from './changes';
import { Shape } from './shape';

/**
 * Does for one kind of AWS resource what its ACK controller does: makes it as the manifest says, takes over one of the
 * same name, brings back what differs, and removes it.
 */
export interface Applier<Spec = Record<string, unknown>> {
  readonly group: string;
  readonly kind: string;
  /** How the manifest's fields are called in AWS; a field that is not named here has no effect in the sandbox. */
  readonly shape: Shape;
  /** Fields of the spec that name the resource in AWS, most significant first. */
  readonly identity: readonly string[];
  /** Other fields that AWS does not let change. */
  readonly fixed?: readonly string[];

  /** Makes the resource as `spec` says, and leaves it alone when it is so already. */
  apply(aws: AwsClients, spec: Spec): Promise<Applied>;

  /** Removes the resource. Resolves to false when there was none. */
  remove(aws: AwsClients, spec: Spec, object: KubeObject): Promise<boolean>;
}

/** The answer of a call, or undefined when it failed with one of these error names. */
export async function unlessError<T>(call: Promise<T>, ...names: string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (names.includes((error as Error).name)) {
      return undefined;
    }
    throw error;
  }
}
