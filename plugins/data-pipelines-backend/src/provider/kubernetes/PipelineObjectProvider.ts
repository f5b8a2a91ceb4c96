import type { IsoTime } from 'backstage-plugin-data-pipelines-common';
import type { AwsPlace } from '../AwsAccess';

/** A condition of a Kubernetes object. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  since?: IsoTime;
}

/** Where a pipeline's kro instance is. */
export interface InstanceRef extends AwsPlace {
  cluster: string;
  /** API group of the team's kind, e.g. `retail.pipelines.example.org`. */
  group: string;
  namespace: string;
  name: string;
}

/** A pipeline as its cluster has it. */
export interface InstanceState {
  /** kro's word: `ACTIVE`, `IN_PROGRESS`, `FAILED`, `ERROR`, `DELETING`. */
  state?: string;
  conditions: Condition[];
  /** As the team wrote it. */
  spec: Record<string, unknown>;
  /** The instance's own status: ARNs, ids. */
  status: Record<string, unknown>;
  /** The ACK objects of its namespace. */
  resources: { kind: string; name: string; conditions: Condition[] }[];
}

/** Where the state of pipelines in Kubernetes comes from. Errors are those of `@backstage/errors`. */
export interface PipelineObjectProvider {
  /**
   * @throws NotFoundError when there is no such instance, ServiceUnavailableError when the cluster does not answer or
   * does not let the portal in, NotImplementedError when the portal was not told how to reach the cluster.
   */
  read(ref: InstanceRef): Promise<InstanceState>;
}
