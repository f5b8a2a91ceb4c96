/**
 * What the ACK controllers may do in AWS, one policy for each service: the calls that they make for the kinds of a
 * pipeline's graph, and no other. test/permissions.test.ts holds them against the graphs of all examples, both ways.
 */
import { allow, document, of, type PolicyDocument } from './document.ts';
import type { Scope } from './scope.ts';

/** The services whose controllers a pipeline needs, as ACK names them. */
export const ACK_SERVICES = [
  's3',
  'iam',
  'sfn',
  'emrcontainers',
  'eventbridge',
  'dynamodb',
  'sns',
  'sqs',
  'eks',
  'cloudwatchlogs',
] as const;
export type AckService = (typeof ACK_SERVICES)[number];

/** Reading a bucket, ACK asks for everything that a bucket can have, whether a pipeline sets it or not. */
const BUCKET_READS = of(
  's3',
  `
  GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS
  GetBucketLocation GetBucketLogging GetBucketNotification GetBucketObjectLockConfiguration
  GetBucketOwnershipControls GetBucketPolicy GetBucketPublicAccessBlock GetBucketRequestPayment
  GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
  GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration
  GetMetricsConfiguration GetReplicationConfiguration ListBucket
`,
);

const s3 = (scope: Scope) =>
  document(
    allow('FindBucketsAllowsNoNarrowerResource', ['s3:ListAllMyBuckets'], '*'),
    allow('ReadBucketsOfPipelines', BUCKET_READS, scope.buckets),
    allow(
      'MakeBucketsOfPipelines',
      of(
        's3',
        `
        CreateBucket DeleteBucket DeleteBucketPolicy PutBucketOwnershipControls PutBucketPolicy
        PutBucketPublicAccessBlock PutBucketTagging PutBucketVersioning PutEncryptionConfiguration
        PutLifecycleConfiguration
      `,
      ),
      scope.buckets,
    ),
  );

const iam = (scope: Scope) => {
  const roles = scope.roles('job', 'workflow', 'events', 'steps');
  return document(
    allow(
      'ReadAndKeepRolesOfPipelines',
      of(
        'iam',
        `
        GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies ListRoleTags
        DeleteRole TagRole UntagRole UpdateAssumeRolePolicy UpdateRole
      `,
      ),
      roles,
    ),
    // Whoever makes a role decides what it may do, so these work only on roles that the boundary holds.
    allow(
      'MakeRolesOfPipelinesWithinTheBoundary',
      of('iam', 'CreateRole DeleteRolePolicy PutRolePermissionsBoundary PutRolePolicy'),
      roles,
      { ArnEquals: { 'iam:PermissionsBoundary': scope.boundary } },
    ),
  );
};

const sfn = (scope: Scope) =>
  document(
    allow(
      'MakeStateMachinesOfPipelines',
      of(
        'states',
        `
        CreateStateMachine DeleteStateMachine DescribeStateMachine ListTagsForResource TagResource
        UntagResource UpdateStateMachine
      `,
      ),
      scope.named('states', 'stateMachine:'),
    ),
    allow('PassWorkflowRolesToStepFunctions', ['iam:PassRole'], scope.roles('workflow'), {
      StringEquals: { 'iam:PassedToService': 'states.amazonaws.com' },
    }),
  );

/** What making a virtual cluster needs beside itself: EMR is let into the namespace by an access entry of the cluster. */
export const EMR_ACCESS = of(
  'eks',
  `
  AssociateAccessPolicy CreateAccessEntry DeleteAccessEntry DescribeAccessEntry
  DisassociateAccessPolicy ListAssociatedAccessPolicies
`,
);
/** The cluster, and of its access entries those of EMR's own role only. */
export const emrAccessResources = ({ partition, region, account, cluster }: Scope) => {
  const at = (resource: string) => `arn:${partition}:eks:${region}:${account}:${resource}`;
  const role = 'AWSServiceRoleForAmazonEMRContainers';
  return [
    at(`cluster/${cluster}`),
    at(`access-entry/${cluster}/role/${account}/${role}/*`),
    at(
      `access-entry/${cluster}/role/${account}/aws-service-role/emr-containers.amazonaws.com/${role}/*`,
    ),
  ];
};

const emrcontainers = (scope: Scope) => {
  // EMR chooses the ids of virtual clusters, so their tags say whose they are.
  const clusters = `arn:${scope.partition}:emr-containers:${scope.region}:${scope.account}:/virtualclusters/*`;
  const tagged = (key: string) => ({ Null: { [`aws:${key}/data-pipelines:pipeline`]: 'false' } });
  return document(
    allow(
      'CreateVirtualClustersAllowsNoNarrowerResource',
      ['emr-containers:CreateVirtualCluster'],
      '*',
      tagged('RequestTag'),
    ),
    allow(
      'TagVirtualClustersAtTheirStart',
      ['emr-containers:TagResource'],
      clusters,
      tagged('RequestTag'),
    ),
    allow(
      'KeepVirtualClustersOfPipelines',
      of(
        'emr-containers',
        `
        DeleteVirtualCluster DescribeVirtualCluster ListTagsForResource UntagResource
      `,
      ),
      clusters,
      tagged('ResourceTag'),
    ),
    allow('LetEmrIntoTheNamespace', EMR_ACCESS, emrAccessResources(scope)),
  );
};

const eventbridge = (scope: Scope) =>
  document(
    allow(
      'MakeBusesOfPipelines',
      of(
        'events',
        `
        CreateEventBus DeleteEventBus DescribeEventBus ListTagsForResource TagResource
        UntagResource UpdateEventBus
      `,
      ),
      scope.named('events', 'event-bus/'),
    ),
    allow(
      'MakeRulesOfPipelines',
      of(
        'events',
        `
        DeleteRule DescribeRule ListTagsForResource ListTargetsByRule PutRule PutTargets
        RemoveTargets TagResource UntagResource
      `,
      ),
      scope.named('events', 'rule/'),
    ),
    allow('PassEventsRolesToEventBridge', ['iam:PassRole'], scope.roles('events'), {
      StringEquals: { 'iam:PassedToService': 'events.amazonaws.com' },
    }),
  );

/** Never DeleteTable: graphs retain the tables of results. */
const dynamodb = (scope: Scope) =>
  document(
    allow(
      'MakeTablesOfPipelines',
      of(
        'dynamodb',
        `
        CreateTable DescribeContinuousBackups DescribeContributorInsights DescribeTable
        DescribeTimeToLive GetResourcePolicy ListTagsOfResource TagResource UntagResource
        UpdateContinuousBackups UpdateTable UpdateTimeToLive
      `,
      ),
      scope.named('dynamodb', 'table/'),
    ),
    // DynamoDB asks the one who makes a table for the use of a key of one's own, and keeps it by a grant.
    allow(
      'EncryptTablesWithKeysOfTheirOwn',
      of(
        'kms',
        `
        CreateGrant Decrypt DescribeKey Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext
        ReEncryptFrom ReEncryptTo
      `,
      ),
      `arn:${scope.partition}:kms:${scope.region}:*:key/*`,
      { StringEquals: { 'kms:ViaService': `dynamodb.${scope.region}.${scope.domain}` } },
    ),
  );

const sns = (scope: Scope) =>
  document(
    allow(
      'MakeTopicsOfPipelines',
      of(
        'sns',
        `
        CreateTopic DeleteTopic GetTopicAttributes ListTagsForResource SetTopicAttributes Subscribe
        TagResource UntagResource
      `,
      ),
      scope.named('sns', ''),
    ),
    // Never Unsubscribe: graphs retain subscriptions.
    allow(
      'KeepSubscriptionsAllowsNoNarrowerResource',
      of('sns', 'GetSubscriptionAttributes SetSubscriptionAttributes'),
      '*',
      { StringEquals: { 'aws:RequestedRegion': scope.region } },
    ),
  );

const sqs = (scope: Scope) =>
  document(
    allow(
      'MakeQueuesOfPipelines',
      of(
        'sqs',
        `
        CreateQueue DeleteQueue GetQueueAttributes GetQueueUrl ListQueueTags SetQueueAttributes
        TagQueue UntagQueue
      `,
      ),
      scope.named('sqs', ''),
    ),
  );

const eks = (scope: Scope) => {
  const { partition, region, account, cluster } = scope;
  const at = (resource: string) =>
    `arn:${partition}:eks:${region}:${account}:${resource}/${cluster}`;
  return document(
    allow(
      'MakePodIdentityAssociationsOnThisCluster',
      of('eks', 'CreatePodIdentityAssociation ListPodIdentityAssociations TagResource'),
      [at('cluster'), `${at('podidentityassociation')}/*`],
    ),
    allow(
      'KeepPodIdentityAssociationsOnThisCluster',
      of(
        'eks',
        `
        DeletePodIdentityAssociation DescribePodIdentityAssociation
        UntagResource UpdatePodIdentityAssociation
      `,
      ),
      `${at('podidentityassociation')}/*`,
    ),
    // EKS passes the role at the first use, in the name of whoever associates it.
    allow('SeeRolesThatPodsGet', ['iam:GetRole'], scope.roles('job', 'steps')),
    allow('PassRolesOfPipelinesToPods', ['iam:PassRole'], scope.roles('job', 'steps'), {
      StringEquals: { 'iam:PassedToService': 'pods.eks.amazonaws.com' },
    }),
  );
};

const cloudwatchlogs = (scope: Scope) =>
  document(
    allow('FindLogGroupsAllowsNoNarrowerResource', ['logs:DescribeLogGroups'], '*'),
    allow(
      'MakeLogGroupsOfPipelines',
      of(
        'logs',
        `
        CreateLogGroup DeleteLogGroup DeleteRetentionPolicy DescribeMetricFilters
        DescribeSubscriptionFilters ListTagsForResource PutRetentionPolicy TagResource
        UntagResource
      `,
      ),
      scope.logGroups,
    ),
  );

const POLICIES: Record<AckService, (scope: Scope) => PolicyDocument> = {
  s3,
  iam,
  sfn,
  emrcontainers,
  eventbridge,
  dynamodb,
  sns,
  sqs,
  eks,
  cloudwatchlogs,
};

/** What the controller of a service may do. */
export const ackPolicy = (service: AckService, scope: Scope): PolicyDocument =>
  POLICIES[service](scope);
