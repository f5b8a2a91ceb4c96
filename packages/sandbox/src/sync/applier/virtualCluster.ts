import { setTimeout } from 'node:timers/promises';
import {
  CreateVirtualClusterCommand,
  CreateVirtualClusterCommandInput,
  DeleteVirtualClusterCommand,
  DescribeVirtualClusterCommand,
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

// Milliseconds. A cluster waits for its jobs to end, too; what takes longer is tried again by the next sync.
const GONE_WITHIN = 60_000;
const POLL = 200;

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
      await gone(emr, cluster.id!);
    }
    return cluster !== undefined;
  },
};

/** AWS takes a while to let a namespace go; until then ACK's finalizer holds the object, and no other cluster can have it. */
async function gone(emr: EMRContainersClient, id: string) {
  for (let waited = 0; waited < GONE_WITHIN; waited += POLL) {
    const { virtualCluster } = await emr.send(new DescribeVirtualClusterCommand({ id }));
    if (virtualCluster?.state !== 'TERMINATING') {
      return;
    }
    await setTimeout(POLL);
  }
}

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
