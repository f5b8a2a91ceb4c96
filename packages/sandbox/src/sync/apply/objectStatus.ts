import { randomUUID } from 'node:crypto';
import { AwsClients } from '../applier/awsClients';
import { Applied } from '../applier/changes';
import { KubeObject } from '../kube/kubeObject';

interface Condition {
  type: string;
  status: string;
  lastTransitionTime: string;
  message?: string;
}

/** The object as its cluster would hold it after a controller of ACK worked on it. */
export function withAckStatus(
  desired: KubeObject,
  previous: KubeObject | undefined,
  { arn, ...own }: Applied['status'],
  synced: boolean,
  aws: AwsClients,
): KubeObject {
  const status = synced ? 'True' : 'False';
  return {
    ...withIdentity(desired, previous),
    status: {
      ackResourceMetadata: {
        arn,
        ownerAccountID: aws.accountId,
        region: aws.region,
        partition: 'aws',
      },
      ...own,
      conditions: [
        condition('ACK.ResourceSynced', status, previous),
        condition('Ready', status, previous),
      ],
    },
  };
}

/** The object with what every object of a cluster has: it keeps its uid for as long as it lives. */
export function withIdentity(desired: KubeObject, previous: KubeObject | undefined): KubeObject {
  return {
    ...desired,
    metadata: {
      ...desired.metadata,
      uid: previous?.metadata.uid ?? randomUUID(),
      creationTimestamp: previous?.metadata.creationTimestamp ?? new Date().toISOString(),
    },
  };
}

function condition(type: string, status: string, previous: KubeObject | undefined): Condition {
  const before = (previous?.status?.conditions as Condition[] | undefined)?.find(
    entry => entry.type === type && entry.status === status,
  );
  return {
    type,
    status,
    lastTransitionTime: before?.lastTransitionTime ?? new Date().toISOString(),
  };
}
