import { groupOf, KubeObject, titleOf } from '../kube/kubeObject';
import { isRecord } from '../kube/asKubeObject';
import { ManifestError, shown } from '../kube/manifestError';

interface Reference {
  /** Kind and group that the reference points to. */
  kind: string;
  group: string;
  /** The field that gets the value. */
  field: string;
  /** What of the other object it gets; its ARN unless said otherwise. */
  value?: (object: KubeObject) => unknown;
}

const role = (field: string): Reference => ({ kind: 'Role', group: 'iam.services.k8s.aws', field });
const policy = (field: string): Reference => ({
  kind: 'Policy',
  group: 'iam.services.k8s.aws',
  field,
});

/** The reference fields of the kinds known here, each with the field that it stands for. */
const REFERENCES: Record<string, Reference> = {
  roleRef: role('roleARN'),
  targetRoleRef: role('targetRoleARN'),
  subscriptionRoleRef: role('subscriptionRoleARN'),
  permissionsBoundaryRef: policy('permissionsBoundary'),
  policyRefs: policy('policies'),
  topicRef: { kind: 'Topic', group: 'sns.services.k8s.aws', field: 'topicARN' },
  eventBusRef: {
    kind: 'EventBus',
    group: 'eventbridge.services.k8s.aws',
    field: 'eventBusName',
    value: object => object.spec?.name,
  },
};

/**
 * The spec with every `…Ref` replaced by what it points to, as an ACK controller does it. References reach no further
 * than the own namespace.
 *
 * @throws ManifestError when the other object is not there (yet).
 */
export function resolveReferences(
  object: KubeObject,
  others: readonly KubeObject[],
): Record<string, unknown> {
  const spec: Record<string, unknown> = { ...object.spec };
  for (const [name, reference] of Object.entries(REFERENCES)) {
    const value = spec[name];
    if (value !== undefined) {
      delete spec[name];
      spec[reference.field] = Array.isArray(value)
        ? value.map((entry, index) =>
            look(object, `spec.${name}[${index}]`, entry, reference, others),
          )
        : look(object, `spec.${name}`, value, reference, others);
    }
  }
  return spec;
}

function look(
  object: KubeObject,
  path: string,
  value: unknown,
  { kind, group, value: read = arnOf }: Reference,
  others: readonly KubeObject[],
): unknown {
  const from = isRecord(value) && isRecord(value.from) ? value.from : {};
  const target = others.find(
    other =>
      other.kind === kind &&
      groupOf(other) === group &&
      other.metadata.name === from.name &&
      other.metadata.namespace === (from.namespace ?? object.metadata.namespace),
  );
  const found = target && read(target);
  if (!found) {
    throw new ManifestError(
      titleOf(object),
      path,
      `points to ${kind} ${shown(from.name)}, which is not there before this object; use its status in an expression, so that it is made first`,
    );
  }
  return found;
}

function arnOf(object: KubeObject): unknown {
  const metadata = object.status?.ackResourceMetadata;
  return isRecord(metadata) ? metadata.arn : undefined;
}
