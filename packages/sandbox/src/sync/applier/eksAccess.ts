import { createHash } from 'node:crypto';
import { Applier } from './applier';
import { AwsClients } from './awsClients';
import { Applied } from './changes';
import { Shape } from './shape';

const NOTE = 'recorded only: the sandbox has no EKS cluster to give access to';

interface AssociationSpec {
  clusterName?: string;
  namespace: string;
  serviceAccount: string;
}

interface AccessEntrySpec {
  clusterName?: string;
  principalARN: string;
}

const ASSOCIATION: Shape = {
  clusterName: 'clusterName',
  namespace: 'namespace',
  serviceAccount: 'serviceAccount',
  roleARN: 'roleArn',
  targetRoleARN: 'targetRoleArn',
  disableSessionTags: 'disableSessionTags',
  tags: 'tags',
};

const ACCESS_ENTRY: Shape = {
  clusterName: 'clusterName',
  principalARN: 'principalArn',
  kubernetesGroups: 'kubernetesGroups',
  accessPolicies: [
    'accessPolicies',
    {
      policyARN: 'policyArn',
      accessScope: ['accessScope', { type: 'type', namespaces: 'namespaces' }],
    },
  ],
  type: 'type',
  username: 'username',
  tags: 'tags',
};

/** Associations of a service account with a role: kept with an ARN as AWS would give it, with no effect. */
export const podIdentityAssociationApplier: Applier<AssociationSpec> = {
  group: 'eks.services.k8s.aws',
  kind: 'PodIdentityAssociation',
  shape: ASSOCIATION,
  identity: ['serviceAccount', 'namespace', 'clusterName'],

  async apply(aws: AwsClients, spec: AssociationSpec): Promise<Applied> {
    const seed = `${spec.clusterName}/${spec.namespace}/${spec.serviceAccount}`;
    const id = `a-${idOf(seed)}`;
    const arn = eksArn(aws, 'podidentityassociation', spec.clusterName, id);
    return recorded({ arn, associationARN: arn, associationID: id });
  },

  remove: async () => true,
};

/** Access of a role to a cluster: kept with an ARN as AWS would give it, with no effect. */
export const accessEntryApplier: Applier<AccessEntrySpec> = {
  group: 'eks.services.k8s.aws',
  kind: 'AccessEntry',
  shape: ACCESS_ENTRY,
  identity: ['principalARN', 'clusterName'],

  async apply(aws: AwsClients, spec: AccessEntrySpec): Promise<Applied> {
    const [, , , , account, resource] = spec.principalARN.split(':');
    const [type, ...name] = (resource ?? '').split('/');
    const id = idOf(`${spec.clusterName}/${spec.principalARN}`);
    return recorded({
      arn: eksArn(aws, 'access-entry', spec.clusterName, [type, account, ...name, id].join('/')),
    });
  },

  remove: async () => true,
};

function eksArn(aws: AwsClients, type: string, cluster: string | undefined, rest: string): string {
  return `arn:aws:eks:${aws.region}:${aws.accountId}:${type}/${cluster}/${rest}`;
}

function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 17);
}

function recorded(status: Applied['status']): Applied {
  return { change: 'unchanged', fields: [], synced: true, recordedOnly: NOTE, status };
}
