/** What managed controllers may do inside of the cluster: AWS gives them nothing by itself but their own kinds. */
import type { PlatformConfig } from '../config/schema.ts';
import {
  ARGO_CD,
  capabilityGroup,
  clusterArn,
  type KubeObject,
  PORTAL_GROUP,
} from './KubeObject.ts';

const RBAC = 'rbac.authorization.k8s.io';

function bound(name: string, group: string, role: Record<string, unknown>): KubeObject[] {
  return [
    { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name }, ...role },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
      subjects: [{ apiGroup: RBAC, kind: 'Group', name: group }],
    },
  ];
}

/**
 * kro gathers its rights from the ClusterRoles with its label, which the graphs of teams bring (rgd/kro-rbac.yaml): the
 * same as the chart's rbac.mode aggregation, so a team repo needs not know who runs kro.
 */
function kro(config: PlatformConfig): KubeObject[] {
  return bound('data-pipelines-kro', capabilityGroup(config, 'kro'), {
    aggregationRule: {
      clusterRoleSelectors: [{ matchLabels: { 'rbac.kro.run/aggregate-to-controller': 'true' } }],
    },
    rules: [],
  });
}

/**
 * Argo CD reads everything, to compare and to tell health, and writes what projects of teams and of the platform name.
 * A role of Kubernetes is handed on only by who holds it, so with charts to install it needs all.
 */
function argoCd(config: PlatformConfig, installsCharts: boolean): KubeObject[] {
  const all = ['*'];
  const write = ['create', 'update', 'patch', 'delete'];
  return [
    ...bound('data-pipelines-argo-cd', capabilityGroup(config, 'argo-cd'), {
      rules: installsCharts
        ? [
            { apiGroups: all, resources: all, verbs: all },
            { nonResourceURLs: all, verbs: all },
          ]
        : [
            { apiGroups: all, resources: all, verbs: ['get', 'list', 'watch'] },
            { apiGroups: ['kro.run'], resources: ['resourcegraphdefinitions'], verbs: write },
            { apiGroups: [''], resources: ['namespaces', 'configmaps'], verbs: write },
            { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: write },
            {
              apiGroups: ['argoproj.io'],
              resources: ['appprojects', 'applications', 'applicationsets'],
              verbs: write,
            },
            // The graph brings the role that kro needs for it, without Argo CD having what that role gives.
            { apiGroups: [RBAC], resources: ['clusterroles'], verbs: [...write, 'escalate'] },
            // Kinds of teams: their groups are not known before.
            { apiGroups: all, resources: ['datapipelines'], verbs: write },
          ],
    }),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'in-cluster',
        namespace: ARGO_CD,
        labels: { 'argocd.argoproj.io/secret-type': 'cluster' },
      },
      type: 'Opaque',
      // No secret in it: a managed Argo CD knows the cluster by its ARN and signs in by its role.
      stringData: { name: 'in-cluster', server: clusterArn(config) },
    },
  ];
}

/** The kinds that pipelines are made of, as ACK serves them. */
const ACK_KINDS: Record<string, string[]> = {
  s3: ['buckets'],
  iam: ['roles'],
  eks: ['podidentityassociations'],
  emrcontainers: ['virtualclusters'],
  dynamodb: ['tables'],
  eventbridge: ['eventbuses', 'rules'],
  sns: ['topics', 'subscriptions'],
  sqs: ['queues'],
  cloudwatchlogs: ['loggroups'],
  sfn: ['statemachines'],
};

/** The portal reads pipelines and what they are made of, for its list of what a pipeline still needs. */
function portal(): KubeObject[] {
  return bound('data-pipelines-portal', PORTAL_GROUP, {
    rules: [
      // The groups of teams are not known before.
      { apiGroups: ['*'], resources: ['datapipelines'], verbs: ['get', 'list'] },
      ...Object.entries(ACK_KINDS).map(([service, resources]) => ({
        apiGroups: [`${service}.services.k8s.aws`],
        resources,
        verbs: ['get', 'list'],
      })),
    ],
  });
}

export function access(config: PlatformConfig, installsCharts: boolean): KubeObject[] {
  const { controllers } = config;
  return [
    ...portal(),
    ...(controllers.kro === 'managed' ? kro(config) : []),
    ...(controllers.argoCd === 'managed' ? argoCd(config, installsCharts) : []),
  ];
}
