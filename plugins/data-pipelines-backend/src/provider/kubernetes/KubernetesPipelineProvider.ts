import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError, NotImplementedError, ServiceUnavailableError } from '@backstage/errors';
import { ApiException, CustomObjectsApi } from '@kubernetes/client-node';
import { within } from '../call';
import type { ClusterAccess } from './ClusterAccess';
import type {
  Condition,
  InstanceRef,
  InstanceState,
  PipelineObjectProvider,
} from './PipelineObjectProvider';

const VERSION = 'v1alpha1';
const PLURAL = 'datapipelines';

/** The kinds of ACK objects that a pipeline is made of: API group and plural. */
const RESOURCES: [group: string, plural: string][] = [
  ['s3', 'buckets'],
  ['iam', 'roles'],
  ['eks', 'podidentityassociations'],
  ['emrcontainers', 'virtualclusters'],
  ['dynamodb', 'tables'],
  ['eventbridge', 'eventbuses'],
  ['eventbridge', 'rules'],
  ['sns', 'topics'],
  ['sns', 'subscriptions'],
  ['sqs', 'queues'],
  ['cloudwatchlogs', 'loggroups'],
  ['sfn', 'statemachines'],
];

interface KubeObject {
  kind?: string;
  metadata?: { name?: string };
  spec?: Record<string, unknown>;
  status?: { state?: string; conditions?: Record<string, string>[] } & Record<string, unknown>;
}

/** Pipelines as the API server has them. Reads only. */
export class KubernetesPipelineProvider implements PipelineObjectProvider {
  constructor(
    private readonly deps: { clusters: ClusterAccess; logger: LoggerService; timeoutMs: number },
  ) {}

  async read(ref: InstanceRef): Promise<InstanceState> {
    const api = await this.client(ref);
    const { group, namespace, name } = ref;
    const instance = (await this.ask(ref, `${PLURAL}.${group} ${namespace}/${name}`, () =>
      api.getNamespacedCustomObject({ group, version: VERSION, namespace, plural: PLURAL, name }),
    )) as KubeObject;
    const resources = await Promise.all(
      RESOURCES.map(async ([service, plural]) => {
        const list = (await this.ask(ref, `${plural}.${service}.services.k8s.aws`, () =>
          api.listNamespacedCustomObject({
            group: `${service}.services.k8s.aws`,
            version: VERSION,
            namespace,
            plural,
          }),
        ).catch(error => {
          // A cluster without one of the controllers has none of its objects.
          if (error instanceof NotFoundError) {
            return { items: [] };
          }
          throw error;
        })) as { items?: KubeObject[] };
        return (list.items ?? []).map(item => ({
          kind: item.kind ?? plural,
          name: item.metadata?.name ?? '',
          conditions: conditionsOf(item),
        }));
      }),
    );
    return {
      ...(instance.status?.state && { state: instance.status.state }),
      conditions: conditionsOf(instance),
      spec: instance.spec ?? {},
      status: instance.status ?? {},
      resources: resources.flat(),
    };
  }

  private async client(ref: InstanceRef): Promise<CustomObjectsApi> {
    const config = await this.ask(ref, 'the cluster itself', () =>
      this.deps.clusters.configFor(ref.cluster, ref),
    );
    if (!config) {
      throw new NotImplementedError(
        `The portal was not told how to reach the cluster ${ref.cluster}: its owners may add it to dataPipelines.clusters`,
      );
    }
    return config.makeApiClient(CustomObjectsApi);
  }

  private async ask<T>(ref: InstanceRef, thing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await within(this.deps.timeoutMs, work);
    } catch (error) {
      this.deps.logger.debug(`Cluster ${ref.cluster}, ${thing}: ${(error as Error).message}`);
      throw errorOf(error, ref, thing);
    }
  }
}

function errorOf(error: unknown, { cluster }: InstanceRef, thing: string): Error {
  if (error instanceof ServiceUnavailableError) {
    return error; // AWS did not tell where the cluster is, and why
  }
  const code = error instanceof ApiException ? error.code : undefined;
  if (code === 404) {
    return new NotFoundError(`The cluster ${cluster} has no ${thing}`);
  }
  if (code === 401 || code === 403) {
    return new ServiceUnavailableError(
      `The cluster ${cluster} does not let the portal read ${thing}: its owners must bind the portal's role (docs/operations.md)`,
    );
  }
  return new ServiceUnavailableError(
    `The cluster ${cluster} does not answer: its owners should check dataPipelines.clusters.${cluster} and the network`,
  );
}

function conditionsOf({ status }: KubeObject): Condition[] {
  return (status?.conditions ?? []).map(({ type, status: is, reason, message, ...more }) => ({
    type,
    status: is === 'True' || is === 'False' ? is : 'Unknown',
    ...(reason && { reason }),
    ...(message && { message }),
    ...(more.lastTransitionTime && { since: more.lastTransitionTime }),
  }));
}
