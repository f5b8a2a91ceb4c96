import { applierOf, AWS_KINDS } from '../applier';
import { checkAckSpec, isAckKind } from './ackSchema';
import { groupOf, KubeObject, titleOf } from './kubeObject';
import { ManifestError } from './manifestError';

/** Kinds of Kubernetes itself that are kept as they are: there is no cluster here in which they could act. */
const RECORDED: Record<string, readonly string[]> = {
  '': ['ConfigMap', 'LimitRange', 'Namespace', 'ResourceQuota', 'ServiceAccount'],
  batch: ['CronJob', 'Job'],
  'networking.k8s.io': ['NetworkPolicy'],
  'rbac.authorization.k8s.io': ['Role', 'RoleBinding'],
};

/** Whether the object is of a kind of Kubernetes itself. */
export function isRecordedKind(object: KubeObject): boolean {
  const group = groupOf(object);
  return Object.hasOwn(RECORDED, group) && RECORDED[group].includes(object.kind);
}

/**
 * Refuses what the sandbox cannot apply.
 *
 * @throws ManifestError for an unknown kind, and for a spec that the kind's controller would not take.
 */
export function checkKind(object: KubeObject): void {
  if (isRecordedKind(object)) {
    return;
  }
  if (!isAckKind(object) || !applierOf(object)) {
    const known = [...AWS_KINDS, ...Object.values(RECORDED).flat()].join(', ');
    throw new ManifestError(
      titleOf(object),
      'kind',
      `the sandbox has nothing that applies ${object.apiVersion} ${object.kind}; it knows ${known}`,
    );
  }
  checkAckSpec(object);
}
