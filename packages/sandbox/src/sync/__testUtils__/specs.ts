/** One kind as the appliers' test takes it through its life: made, changed, removed. */
export interface KindExample {
  kind: string;
  apiVersion: string;
  spec: Record<string, unknown>;
  /** What a later commit says; laid over `spec`. */
  changed: Record<string, unknown>;
  /** Start of the ARN that AWS gives it. */
  arn: string;
  /** Objects that must be there first. */
  needs?: string[];
}

const ACCOUNT = '123456789012';
const trust = (service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
const policy = (action: string, resource: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
  });
const machine = (comment: string) =>
  JSON.stringify({ Comment: comment, StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });
const queueArn = `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders-dlq`;

/** One example of every kind that AWS keeps, with about the fields that a pipeline sets. */
export const KIND_EXAMPLES: KindExample[] = [
  {
    kind: 'Bucket',
    apiVersion: 's3.services.k8s.aws/v1alpha1',
    arn: 'arn:aws:s3:::orders-input',
    spec: {
      name: 'orders-input',
      createBucketConfiguration: { locationConstraint: 'eu-west-1' },
      ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
      publicAccessBlock: {
        blockPublicACLs: true,
        blockPublicPolicy: true,
        ignorePublicACLs: true,
        restrictPublicBuckets: true,
      },
      encryption: {
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' },
            bucketKeyEnabled: false,
          },
        ],
      },
      versioning: { status: 'Enabled' },
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: ['arn:aws:s3:::orders-input', 'arn:aws:s3:::orders-input/*'],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      }),
      lifecycle: {
        rules: [
          {
            id: 'tidy',
            status: 'Enabled',
            filter: { prefix: '' },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            noncurrentVersionExpiration: { noncurrentDays: 30 },
          },
          {
            id: 'logs',
            status: 'Enabled',
            filter: { prefix: 'logs/' },
            expiration: { days: 30 },
          },
        ],
      },
      tagging: { tagSet: [{ key: 'team', value: 'orders' }] },
    },
    changed: {
      tagging: { tagSet: [{ key: 'team', value: 'sales' }] },
      lifecycle: {
        rules: [
          { id: 'logs', status: 'Enabled', filter: { prefix: 'logs/' }, expiration: { days: 9 } },
        ],
      },
      policy: undefined,
    },
  },
  {
    kind: 'Role',
    apiVersion: 'iam.services.k8s.aws/v1alpha1',
    arn: `arn:aws:iam::${ACCOUNT}:role/orders-job`,
    spec: {
      name: 'orders-job',
      description: 'runs the job',
      maxSessionDuration: 7200,
      assumeRolePolicyDocument: trust('states.amazonaws.com'),
      inlinePolicies: {
        read: policy('s3:GetObject', 'arn:aws:s3:::orders-input/*'),
        write: policy('s3:PutObject', 'arn:aws:s3:::orders-input/output/*'),
      },
      tags: [{ key: 'team', value: 'orders' }],
    },
    changed: {
      assumeRolePolicyDocument: trust('events.amazonaws.com'),
      inlinePolicies: { read: policy('s3:GetObject', 'arn:aws:s3:::orders-input/input/*') },
      tags: [{ key: 'owner', value: 'orders' }],
    },
  },
  {
    kind: 'Policy',
    apiVersion: 'iam.services.k8s.aws/v1alpha1',
    arn: `arn:aws:iam::${ACCOUNT}:policy/orders-read`,
    spec: { name: 'orders-read', policyDocument: policy('s3:GetObject', '*') },
    changed: { policyDocument: policy('s3:GetObject', 'arn:aws:s3:::orders-input/*') },
  },
  {
    kind: 'Queue',
    apiVersion: 'sqs.services.k8s.aws/v1alpha1',
    arn: queueArn,
    spec: {
      queueName: 'orders-dlq',
      messageRetentionPeriod: '1209600',
      sqsManagedSSEEnabled: 'true',
      policy: policy('sqs:SendMessage', queueArn),
      tags: { team: 'orders' },
    },
    changed: { messageRetentionPeriod: '86400', policy: undefined, tags: {} },
  },
  {
    kind: 'Topic',
    apiVersion: 'sns.services.k8s.aws/v1alpha1',
    arn: `arn:aws:sns:eu-west-1:${ACCOUNT}:orders`,
    spec: {
      name: 'orders',
      displayName: 'Orders',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: `arn:aws:sns:eu-west-1:${ACCOUNT}:orders`,
          },
        ],
      }),
      tags: [{ key: 'team', value: 'orders' }],
    },
    changed: { displayName: 'Orders of the day', tags: [{ key: 'team', value: 'sales' }] },
  },
  {
    kind: 'Subscription',
    apiVersion: 'sns.services.k8s.aws/v1alpha1',
    arn: `arn:aws:sns:eu-west-1:${ACCOUNT}:orders:`,
    needs: ['Topic'],
    spec: {
      topicARN: `arn:aws:sns:eu-west-1:${ACCOUNT}:orders`,
      protocol: 'email',
      endpoint: 'orders@example.org',
      filterPolicy: '{"kind":["done"]}',
    },
    changed: { filterPolicy: '{"kind":["done","failed"]}' },
  },
  {
    kind: 'Table',
    apiVersion: 'dynamodb.services.k8s.aws/v1alpha1',
    arn: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/orders`,
    spec: {
      tableName: 'orders',
      billingMode: 'PAY_PER_REQUEST',
      attributeDefinitions: [
        { attributeName: 'pk', attributeType: 'S' },
        { attributeName: 'sk', attributeType: 'S' },
      ],
      keySchema: [
        { attributeName: 'pk', keyType: 'HASH' },
        { attributeName: 'sk', keyType: 'RANGE' },
      ],
      continuousBackups: { pointInTimeRecoveryEnabled: true },
      sseSpecification: { enabled: true, sseType: 'KMS' },
      timeToLive: { attributeName: 'expiresAt', enabled: true },
      tags: [{ key: 'team', value: 'orders' }],
    },
    changed: {
      continuousBackups: { pointInTimeRecoveryEnabled: false },
      tags: [],
    },
  },
  {
    kind: 'EventBus',
    apiVersion: 'eventbridge.services.k8s.aws/v1alpha1',
    arn: `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/orders`,
    spec: { name: 'orders', tags: [{ key: 'team', value: 'orders' }] },
    changed: { tags: [{ key: 'team', value: 'sales' }] },
  },
  {
    kind: 'Rule',
    apiVersion: 'eventbridge.services.k8s.aws/v1alpha1',
    arn: `arn:aws:events:eu-west-1:${ACCOUNT}:rule/orders/orders-succeeded`,
    needs: ['EventBus'],
    spec: {
      name: 'orders-succeeded',
      eventBusName: 'orders',
      description: 'tells the subscribers',
      eventPattern: '{"detail-type": ["Pipeline Run Succeeded"]}',
      targets: [
        {
          id: 'topic',
          arn: `arn:aws:sns:eu-west-1:${ACCOUNT}:orders`,
          deadLetterConfig: { arn: queueArn },
          retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 8 },
          inputTransformer: {
            inputPathsMap: { run: '$.detail.run' },
            inputTemplate: '"run <run> is done"',
          },
        },
        { id: 'old', arn: queueArn },
      ],
      tags: [{ key: 'team', value: 'orders' }],
    },
    changed: {
      state: 'DISABLED',
      targets: [{ id: 'topic', arn: `arn:aws:sns:eu-west-1:${ACCOUNT}:orders` }],
    },
  },
  {
    kind: 'StateMachine',
    apiVersion: 'sfn.services.k8s.aws/v1alpha1',
    arn: `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:orders`,
    spec: {
      name: 'orders',
      type_: 'STANDARD',
      definition: machine('first'),
      roleARN: `arn:aws:iam::${ACCOUNT}:role/orders-workflow`,
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: true,
        destinations: [
          {
            cloudWatchLogsLogGroup: {
              logGroupARN: `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/aws/vendedlogs/states/orders:*`,
            },
          },
        ],
      },
      tracingConfiguration: { enabled: true },
      tags: [{ key: 'team', value: 'orders' }],
    },
    changed: { definition: machine('second'), tags: [{ key: 'team', value: 'sales' }] },
  },
  {
    kind: 'VirtualCluster',
    apiVersion: 'emrcontainers.services.k8s.aws/v1alpha1',
    arn: `arn:aws:emr-containers:eu-west-1:${ACCOUNT}:/virtualclusters/`,
    spec: {
      name: 'orders',
      containerProvider: {
        id: 'sandbox',
        type_: 'EKS',
        info: { eksInfo: { namespace: 'team-orders' } },
      },
      tags: { team: 'orders' },
    },
    changed: {},
  },
  {
    kind: 'LogGroup',
    apiVersion: 'cloudwatchlogs.services.k8s.aws/v1alpha1',
    arn: `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/aws/vendedlogs/states/orders`,
    spec: { name: '/aws/vendedlogs/states/orders', retentionDays: 30, tags: { team: 'orders' } },
    changed: { retentionDays: 7, tags: { team: 'sales' } },
  },
  {
    kind: 'PodIdentityAssociation',
    apiVersion: 'eks.services.k8s.aws/v1alpha1',
    arn: `arn:aws:eks:eu-west-1:${ACCOUNT}:podidentityassociation/sandbox/a-`,
    spec: {
      clusterName: 'sandbox',
      namespace: 'team-orders',
      serviceAccount: 'driver',
      roleARN: `arn:aws:iam::${ACCOUNT}:role/orders-job`,
    },
    changed: {},
  },
  {
    kind: 'AccessEntry',
    apiVersion: 'eks.services.k8s.aws/v1alpha1',
    arn: `arn:aws:eks:eu-west-1:${ACCOUNT}:access-entry/sandbox/role/${ACCOUNT}/orders-job/`,
    spec: { clusterName: 'sandbox', principalARN: `arn:aws:iam::${ACCOUNT}:role/orders-job` },
    changed: {},
  },
];
