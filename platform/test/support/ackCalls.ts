/**
 * Every call that ACK's controllers make for an object of a pipeline's graph, as their sources of June to August 2026
 * have it: what reads, makes, changes and deletes it, with the resource that IAM sees. A call that depends on a field
 * is there when the object has the field.
 */
import type { Request } from './iam.ts';
import type { KubeObject } from './pipelines.ts';

interface Where {
  account: string;
  region: string;
  cluster: string;
}
type Calls = (object: KubeObject, where: Where) => Request[];

function calls(
  service: string,
  names: string,
  resource: string,
  context?: Request['context'],
): Request[] {
  return names
    .trim()
    .split(/\s+/)
    .map(name => ({ action: `${service}:${name}`, resource, ...(context ? { context } : {}) }));
}
const deleted = (object: KubeObject) =>
  object.metadata.annotations?.['services.k8s.aws/deletion-policy'] !== 'retain';
const when = (condition: unknown, requests: () => Request[]) => (condition ? requests() : []);

/** Tags as IAM sees them in a request and on a resource. */
function tags(spec: Record<string, any>): Record<string, string> {
  const list = spec.tags ?? spec.tagging?.tagSet ?? {};
  const pairs: [string, string][] = Array.isArray(list)
    ? list.map(({ key, value }) => [key, value])
    : Object.entries(list);
  return Object.fromEntries(
    pairs.flatMap(([key, value]) => [
      [`aws:RequestTag/${key}`, value],
      [`aws:ResourceTag/${key}`, value],
    ]),
  );
}

/** By field of a Bucket: the permissions behind the calls that set it or take it away. */
const BUCKET_FIELDS: Record<string, string> = {
  accelerate: 'PutAccelerateConfiguration',
  cors: 'PutBucketCORS',
  encryption: 'PutEncryptionConfiguration',
  lifecycle: 'PutLifecycleConfiguration',
  logging: 'PutBucketLogging',
  notification: 'PutBucketNotification',
  ownershipControls: 'PutBucketOwnershipControls',
  policy: 'PutBucketPolicy DeleteBucketPolicy',
  publicAccessBlock: 'PutBucketPublicAccessBlock',
  replication: 'PutReplicationConfiguration',
  requestPayment: 'PutBucketRequestPayment',
  tagging: 'PutBucketTagging',
  versioning: 'PutBucketVersioning',
  website: 'PutBucketWebsite',
};
const KNOWN_BUCKET_FIELDS = new Set([
  ...Object.keys(BUCKET_FIELDS),
  'name',
  'createBucketConfiguration',
]);

const bucket: Calls = ({ spec, metadata }) => {
  for (const field of Object.keys(spec))
    if (!KNOWN_BUCKET_FIELDS.has(field))
      throw new Error(`Bucket ${metadata.name}: no call is known for the field ${field}`);
  const arn = `arn:aws:s3:::${spec.name}`;
  return [
    ...calls('s3', 'ListAllMyBuckets', '*'),
    ...calls(
      's3',
      `ListBucket GetBucketLocation GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAbac GetBucketAcl
       GetBucketCORS GetBucketLogging GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls
       GetBucketPolicy GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning
       GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration
       GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration`,
      arn,
    ),
    // A pipeline may be told to delete its empty buckets (deletion.buckets).
    ...calls('s3', 'CreateBucket DeleteBucket', arn),
    ...Object.keys(spec).flatMap(field =>
      when(BUCKET_FIELDS[field], () => calls('s3', BUCKET_FIELDS[field]!, arn)),
    ),
  ];
};

const role: Calls = ({ spec }, { account }) => {
  const arn = `arn:aws:iam::${account}:role/${spec.name}`;
  const bounded: Record<string, string> = spec.permissionsBoundary
    ? { 'iam:PermissionsBoundary': spec.permissionsBoundary }
    : {};
  return [
    ...calls(
      'iam',
      'GetRole ListAttachedRolePolicies ListRolePolicies GetRolePolicy ListRoleTags',
      arn,
    ),
    ...calls('iam', 'CreateRole', arn, { ...bounded, ...tags(spec) }),
    ...calls('iam', 'PutRolePolicy DeleteRolePolicy PutRolePermissionsBoundary', arn, bounded),
    ...calls('iam', 'UpdateRole UpdateAssumeRolePolicy TagRole UntagRole DeleteRole', arn),
  ];
};

const passed = (arn: string, service: string): Request[] =>
  calls('iam', 'PassRole', arn, { 'iam:PassedToService': service });
const roleArn = (object: KubeObject, purpose: string, { account, region }: Where) =>
  `arn:aws:iam::${account}:role/${object.metadata.namespace}-${region}-${purpose}`;

const stateMachine: Calls = (object, where) => [
  ...calls(
    'states',
    `CreateStateMachine DescribeStateMachine UpdateStateMachine DeleteStateMachine ListTagsForResource TagResource
     UntagResource`,
    `arn:aws:states:${where.region}:${where.account}:stateMachine:${object.spec.name}`,
  ),
  ...passed(roleArn(object, 'workflow', where), 'states.amazonaws.com'),
];

const virtualCluster: Calls = ({ spec }, { account, region, cluster }) => {
  const arn = `arn:aws:emr-containers:${region}:${account}:/virtualclusters/0123456789abcdef`;
  const eks = (resource: string) =>
    calls(
      'eks',
      `CreateAccessEntry DescribeAccessEntry DeleteAccessEntry ListAssociatedAccessPolicies AssociateAccessPolicy
       DisassociateAccessPolicy`,
      `arn:aws:eks:${region}:${account}:${resource}`,
    );
  return [
    ...calls('emr-containers', 'CreateVirtualCluster', '*', tags(spec)),
    ...calls('emr-containers', 'TagResource', arn, tags(spec)),
    ...calls(
      'emr-containers',
      'DescribeVirtualCluster DeleteVirtualCluster ListTagsForResource UntagResource',
      arn,
      tags(spec),
    ),
    ...eks(`cluster/${cluster}`),
    ...eks(`access-entry/${cluster}/role/${account}/AWSServiceRoleForAmazonEMRContainers/0123`),
  ];
};

const eventBus: Calls = ({ spec }, { account, region }) =>
  calls(
    'events',
    'CreateEventBus DescribeEventBus UpdateEventBus DeleteEventBus ListTagsForResource TagResource UntagResource',
    `arn:aws:events:${region}:${account}:event-bus/${spec.name}`,
  );

const rule: Calls = (object, where) => {
  const { spec } = object;
  const on = spec.eventBusName ? `${spec.eventBusName}/` : '';
  return [
    ...calls(
      'events',
      `PutRule DescribeRule DeleteRule PutTargets ListTargetsByRule RemoveTargets ListTagsForResource TagResource
       UntagResource`,
      `arn:aws:events:${where.region}:${where.account}:rule/${on}${spec.name}`,
    ),
    ...when(
      spec.targets?.some((target: any) => target.roleARN),
      () => passed(roleArn(object, 'events', where), 'events.amazonaws.com'),
    ),
  ];
};

const table: Calls = ({ spec }, { account, region }) => [
  ...calls(
    'dynamodb',
    `CreateTable DescribeTable UpdateTable DescribeTimeToLive UpdateTimeToLive DescribeContinuousBackups
     UpdateContinuousBackups DescribeContributorInsights GetResourcePolicy ListTagsOfResource TagResource UntagResource`,
    `arn:aws:dynamodb:${region}:${account}:table/${spec.tableName}`,
  ),
  ...when(spec.sseSpecification.kmsMasterKeyID, () =>
    calls(
      'kms',
      'CreateGrant Decrypt DescribeKey Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo',
      spec.sseSpecification.kmsMasterKeyID,
      { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` },
    ),
  ),
];

const topic: Calls = ({ spec }, { account, region }) =>
  calls(
    'sns',
    'CreateTopic GetTopicAttributes SetTopicAttributes DeleteTopic ListTagsForResource TagResource UntagResource',
    `arn:aws:sns:${region}:${account}:${spec.name}`,
  );

/** Never Unsubscribe: subscriptions are retained. */
const subscription: Calls = (object, where) => {
  if (deleted(object))
    throw new Error('a subscription is not retained: sns:Unsubscribe would be needed');
  const { account, region } = where;
  return [
    ...calls('sns', 'Subscribe', `arn:aws:sns:${region}:${account}:${object.metadata.namespace}`),
    ...calls('sns', 'GetSubscriptionAttributes SetSubscriptionAttributes', '*', {
      'aws:RequestedRegion': region,
    }),
  ];
};

const queue: Calls = ({ spec }, { account, region }) =>
  calls(
    'sqs',
    'CreateQueue GetQueueUrl GetQueueAttributes SetQueueAttributes DeleteQueue ListQueueTags TagQueue UntagQueue',
    `arn:aws:sqs:${region}:${account}:${spec.queueName}`,
  );

const podIdentity: Calls = (object, where) => {
  const at = (resource: string) =>
    `arn:aws:eks:${where.region}:${where.account}:${resource}/${where.cluster}`;
  const association = `${at('podidentityassociation')}/a-0123456789abcdef0`;
  const purpose = object.metadata.name.endsWith('-steps') ? 'steps' : 'job';
  const arn = roleArn(object, purpose, where);
  return [
    ...calls('eks', 'CreatePodIdentityAssociation ListPodIdentityAssociations', at('cluster')),
    ...calls('eks', 'TagResource', association),
    ...calls(
      'eks',
      'DescribePodIdentityAssociation UpdatePodIdentityAssociation DeletePodIdentityAssociation UntagResource',
      association,
    ),
    ...calls('iam', 'GetRole', arn),
    ...passed(arn, 'pods.eks.amazonaws.com'),
  ];
};

const logGroup: Calls = ({ spec }, { account, region }) => [
  ...calls('logs', 'DescribeLogGroups', '*'),
  ...calls(
    'logs',
    `CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy DescribeSubscriptionFilters
     DescribeMetricFilters ListTagsForResource TagResource UntagResource`,
    `arn:aws:logs:${region}:${account}:log-group:${spec.name}`,
  ),
];

const KINDS: Record<string, Calls> = {
  'dynamodb.services.k8s.aws/Table': table,
  'cloudwatchlogs.services.k8s.aws/LogGroup': logGroup,
  'eks.services.k8s.aws/PodIdentityAssociation': podIdentity,
  'emrcontainers.services.k8s.aws/VirtualCluster': virtualCluster,
  'eventbridge.services.k8s.aws/EventBus': eventBus,
  'eventbridge.services.k8s.aws/Rule': rule,
  'iam.services.k8s.aws/Role': role,
  's3.services.k8s.aws/Bucket': bucket,
  'sfn.services.k8s.aws/StateMachine': stateMachine,
  'sns.services.k8s.aws/Subscription': subscription,
  'sns.services.k8s.aws/Topic': topic,
  'sqs.services.k8s.aws/Queue': queue,
};

/** The calls that ACK makes for an object, from its first reconcile to its end. */
export function ackCalls(object: KubeObject, where: Where): Request[] {
  const kind = `${object.apiVersion.split('/')[0]}/${object.kind}`;
  const of = KINDS[kind];
  if (!of)
    throw new Error(`${kind}: no calls are known; add them here and to src/permissions/ack.ts`);
  return of(object, where);
}
