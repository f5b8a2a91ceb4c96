import { groupOf, KubeObject } from '../kube/kubeObject';
import { Applier } from './applier';
import { bucketApplier } from './bucket';
import { accessEntryApplier, podIdentityAssociationApplier } from './eksAccess';
import { eventBusApplier } from './eventBus';
import { logGroupApplier } from './logGroup';
import { policyApplier } from './policy';
import { queueApplier } from './queue';
import { roleApplier } from './role';
import { ruleApplier } from './rule';
import { stateMachineApplier } from './stateMachine';
import { subscriptionApplier } from './subscription';
import { tableApplier } from './table';
import { topicApplier } from './topic';
import { virtualClusterApplier } from './virtualCluster';

const appliers = [
  accessEntryApplier,
  bucketApplier,
  eventBusApplier,
  logGroupApplier,
  podIdentityAssociationApplier,
  policyApplier,
  queueApplier,
  roleApplier,
  ruleApplier,
  stateMachineApplier,
  subscriptionApplier,
  tableApplier,
  topicApplier,
  virtualClusterApplier,
] as unknown as Applier[];

const byKind = new Map(appliers.map(applier => [`${applier.group} ${applier.kind}`, applier]));

/** The applier of an object's kind, or undefined where the sandbox has none. */
export function applierOf(object: KubeObject): Applier | undefined {
  return byKind.get(`${groupOf(object)} ${object.kind}`);
}

/** The kinds of AWS resources that the sandbox can make, for messages. */
export const AWS_KINDS: readonly string[] = appliers.map(applier => applier.kind);
