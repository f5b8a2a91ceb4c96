import {
  CreateVirtualClusterCommand,
  CreateVirtualClusterCommandInput,
  DeleteVirtualClusterCommand,
  EMRContainersClient,
  paginateListVirtualClusters,
  TagResourceCommand,
  UntagResourceCommand,
  VirtualCluster,
} from '@aws-sdk/client-emr-containers';
import { KubeObject } from '../kube/kubeObject';
import { Applier } from './applier';
import { AwsClients } from './awsClients';
import { Applied, Changes } from './changes';
import { Shape, toSdk } from './shape';
import { syncTags, tagMap, Tags } from './tags';

interface VirtualClusterSpec {
  name: string;
  containerProvider: { id?: string };
  tags?: Tags;
}

const SHAPE: Shape = {
  name: 'name',
  containerProvider: [
    'containerProvider',
    {
      id: 'id',
      type_: 'type',
      info: ['info', { eksInfo: ['eksInfo', { namespace: 'namespace' }] }],
    },
  ],
  tags: 'tags',
};

/** EMR on EKS virtual clusters, which AWS knows by an id of its own. */
export const virtualClusterApplier: Applier<VirtualClusterSpec> = {
  group: 'emrcontainers.services.k8s.aws',
  kind: 'VirtualCluster',
  shape: SHAPE,
  identity: ['name'],
  fixed: ['containerProvider'],

  async apply({ emr }: AwsClients, spec: VirtualClusterSpec): Promise<Applied> {
    const changes = new Changes();
    let cluster = await find(emr, spec);
    if (!cluster) {
      await emr.send(
        new CreateVirtualClusterCommand(toSdk<CreateVirtualClusterCommandInput>(SHAPE, spec)),
      );
      changes.created();
      cluster = await find(emr, spec);
    } else {
      await syncTags(
        changes,
        tagMap(spec.tags),
        tagMap(cluster.tags),
        tags => emr.send(new TagResourceCommand({ resourceArn: cluster?.arn, tags })),
        tagKeys => emr.send(new UntagResourceCommand({ resourceArn: cluster?.arn, tagKeys })),
      );
    }
    return changes.result(
      { arn: cluster?.arn ?? '', id: cluster?.id },
      { synced: cluster?.state === 'RUNNING' },
    );
  },

  async remove({ emr }: AwsClients, spec: VirtualClusterSpec, object: KubeObject) {
    const clusters = await running(emr);
    const cluster =
      clusters.find(entry => entry.id === object.status?.id) ??
      clusters.find(entry => entry.name === spec.name);
    if (cluster) {
      await emr.send(new DeleteVirtualClusterCommand({ id: cluster.id }));
    }
    return cluster !== undefined;
  },
};

async function find(emr: EMRContainersClient, spec: VirtualClusterSpec) {
  const clusters = await running(emr);
  return clusters.find(
    cluster =>
      cluster.name === spec.name && cluster.containerProvider?.id === spec.containerProvider.id,
  );
}

async function running(emr: EMRContainersClient): Promise<VirtualCluster[]> {
  const result: VirtualCluster[] = [];
  for await (const page of paginateListVirtualClusters(
    { client: emr },
    { states: ['RUNNING', 'ARRESTED'] },
  )) {
    result.push(...(page.virtualClusters ?? []));
  }
  return result;
}
