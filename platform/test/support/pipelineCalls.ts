/**
 * The calls that a pipeline's own roles make once it is there: the workflow by its states, the Spark job by its
 * buckets, the rule that starts the workflow, and the steps after a sync. Read from the objects that kro makes.
 */
import type { Request } from './iam.ts';
import type { KubeObject, Pipeline } from './pipelines.ts';

interface Where {
  account: string;
  region: string;
  cluster: string;
}
export type Purpose = 'job' | 'workflow' | 'events' | 'steps';

const named = (names: string, resource: string, context?: Request['context']): Request[] =>
  names.split(' ').map(action => ({ action, resource, ...(context ? { context } : {}) }));

/** Every state of a machine, those inside of Parallel and Map too. */
function states(machine: Record<string, any>): Record<string, any>[] {
  return Object.values<Record<string, any>>(machine.States ?? {}).flatMap(state => [
    state,
    ...(state.Branches ?? []).flatMap(states),
    ...(state.ItemProcessor ? states(state.ItemProcessor) : []),
  ]);
}

export function pipelineCalls(
  { instance, objects }: Pipeline,
  where: Where,
): Record<Purpose, Request[]> {
  const { account, region, cluster } = where;
  const { spec, metadata } = instance;
  const pipeline = metadata.namespace!;
  const mine = { 'aws:ResourceAccount': account };
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:${region}:${account}:${resource}`;
  const object = (bucket: string, key: string) => `arn:aws:s3:::${bucket}/${key}`;
  const tag = { 'data-pipelines:pipeline': pipeline };
  const inRequest = { 'aws:RequestTag/data-pipelines:pipeline': tag['data-pipelines:pipeline'] };
  const onResource = { 'aws:ResourceTag/data-pipelines:pipeline': tag['data-pipelines:pipeline'] };
  const jobRole = `arn:aws:iam::${account}:role/${pipeline}-${region}-job`;
  const virtualCluster = arn('emr-containers', '/virtualclusters/0123456789abcdef');
  const jobRun = `${virtualCluster}/jobruns/0123456789abcdef`;
  const arrived =
    spec.trigger.on === 'script'
      ? object(spec.scripts.bucket, `${spec.scripts.prefix}job.py`)
      : object(spec.input.bucket, `${spec.trigger.prefix}day.parquet`);
  const watched = spec.trigger.on === 'script' ? spec.scripts.bucket : spec.input.bucket;
  const folder = spec.scripts.prefix.replace('scripts/', '');
  const results = object(spec.scripts.bucket, `output/${folder}run/results.jsonl`);

  const inLake = object(spec.lake.bucket, `${spec.lake.prefix}day.parquet`);

  /** By the resource of a state: what Step Functions calls in the name of the workflow's role. */
  const INTEGRATIONS: Record<string, (state: Record<string, any>) => Request[]> = {
    'dynamodb:putItem': () => named('dynamodb:PutItem', arn('dynamodb', `table/${pipeline}`)),
    'aws-sdk:dynamodb:batchWriteItem': () =>
      named('dynamodb:BatchWriteItem', arn('dynamodb', `table/${pipeline}`)),
    'aws-sdk:s3:headObject': () => named('s3:GetObject s3:GetObjectVersion', arrived, mine),
    'aws-sdk:s3:copyObject': ({ Arguments }) =>
      String(Arguments.CopySource).includes('$workBucket')
        ? [
            ...named('s3:GetObject', results, mine),
            ...named(
              's3:PutObject',
              object(spec.lake.bucket, `${spec.lake.prefix}results.jsonl`),
              mine,
            ),
          ]
        : [
            ...named(
              's3:GetObject s3:GetObjectVersion s3:GetObjectTagging s3:GetObjectVersionTagging',
              arrived,
              mine,
            ),
            ...named('s3:PutObject s3:PutObjectTagging', inLake, mine),
          ],
    // What is begun can be given up, too.
    'aws-sdk:s3:createMultipartUpload': () =>
      named('s3:PutObject s3:AbortMultipartUpload', inLake, mine),
    'aws-sdk:s3:uploadPartCopy': () => [
      ...named('s3:GetObject s3:GetObjectVersion', arrived, mine),
      ...named('s3:PutObject', inLake, mine),
    ],
    'aws-sdk:s3:completeMultipartUpload': () => named('s3:PutObject', inLake, mine),
    'aws-sdk:emrcontainers:listVirtualClusters': () =>
      named('emr-containers:ListVirtualClusters', '*'),
    'aws-sdk:emrcontainers:deleteVirtualCluster': () =>
      named('emr-containers:DeleteVirtualCluster', virtualCluster, onResource),
    'aws-sdk:sfn:describeExecution': () =>
      named('states:DescribeExecution', arn('states', `execution:${pipeline}:0123`)),
    'aws-sdk:s3:getObject': () =>
      named(
        's3:GetObject',
        object(spec.scripts.bucket, `output/${folder}run/_manifest.json`),
        mine,
      ),
    's3:getObject': () => named('s3:GetObject', results, mine),
    'events:putEvents': () => named('events:PutEvents', arn('events', `event-bus/${pipeline}`)),
    'emr-containers:createVirtualCluster': () => [
      ...named('emr-containers:CreateVirtualCluster', '*', inRequest),
      ...named('emr-containers:TagResource', virtualCluster, inRequest),
      ...(spec.aws.emrAccess === 'rbac'
        ? []
        : [
            `cluster/${cluster}`,
            `access-entry/${cluster}/role/${account}/AWSServiceRoleForAmazonEMRContainers/0123`,
          ].flatMap(resource =>
            named(
              'eks:CreateAccessEntry eks:DescribeAccessEntry eks:DeleteAccessEntry eks:ListAssociatedAccessPolicies eks:AssociateAccessPolicy eks:DisassociateAccessPolicy',
              arn('eks', resource),
            ),
          )),
      ...named(
        'iam:CreateServiceLinkedRole',
        `arn:aws:iam::${account}:role/aws-service-role/emr-containers.amazonaws.com/AWSServiceRoleForAmazonEMRContainers`,
        { 'iam:AWSServiceName': 'emr-containers.amazonaws.com' },
      ),
    ],
    'emr-containers:deleteVirtualCluster.sync': () =>
      named(
        'emr-containers:DeleteVirtualCluster emr-containers:DescribeVirtualCluster',
        virtualCluster,
        onResource,
      ),
    'emr-containers:startJobRun.sync': () => [
      ...named('emr-containers:StartJobRun', virtualCluster, {
        ...onResource,
        'emr-containers:ExecutionRoleArn': jobRole,
      }),
      ...named('emr-containers:TagResource', jobRun, inRequest),
      ...named('emr-containers:DescribeJobRun emr-containers:CancelJobRun', jobRun, onResource),
      ...named(
        'events:PutTargets events:PutRule events:DescribeRule',
        arn('events', 'rule/StepFunctionsGetEventsForEMRContainersJobRunRule'),
      ),
      ...named('iam:PassRole', jobRole, { 'iam:PassedToService': 'emr-containers.amazonaws.com' }),
    ],
  };

  const machines = objects.filter(({ kind }) => kind === 'StateMachine');
  const workflow = machines
    .flatMap(machine => states(JSON.parse(machine.spec.definition)))
    .flatMap(state => {
      const resources: string[] = [state.Resource, state.ItemReader?.Resource].filter(Boolean);
      const distributed = state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED';
      const child = arn('states', `execution:${pipeline}/${state.Label}:0123`);
      return [
        ...resources.flatMap(resource => {
          const integration = INTEGRATIONS[resource.replace('arn:aws:states:::', '')];
          if (!integration) throw new Error(`no calls are known for ${resource}`);
          return integration(state);
        }),
        ...(distributed
          ? [
              ...named('states:StartExecution', arn('states', `stateMachine:${pipeline}`)),
              ...named(
                'states:DescribeExecution states:StopExecution states:RedriveExecution',
                child,
              ),
            ]
          : []),
      ];
    });
  workflow.push(
    ...named(
      'logs:CreateLogDelivery logs:GetLogDelivery logs:UpdateLogDelivery logs:DeleteLogDelivery logs:ListLogDeliveries logs:PutResourcePolicy logs:DescribeResourcePolicies logs:DescribeLogGroups xray:PutTraceSegments xray:PutTelemetryRecords xray:GetSamplingRules xray:GetSamplingTargets',
      '*',
    ),
  );

  const key = spec.encryption?.kmsKeyArn;
  const keyByWayOf = (...services: string[]) =>
    services.flatMap(service =>
      key
        ? named('kms:Decrypt kms:GenerateDataKey', key, {
            'kms:ViaService': `${service}.${region}.amazonaws.com`,
          })
        : [],
    );
  workflow.push(
    ...keyByWayOf('s3', 'dynamodb'),
    // What S3 asks of whoever reads an object that is missing, to say so.
    ...[watched, spec.scripts.bucket].flatMap(bucket =>
      named('s3:ListBucket', `arn:aws:s3:::${bucket}`, mine),
    ),
  );

  const bucketsOfJob = [
    ...new Set<string>([spec.input.bucket, spec.scripts.bucket, spec.lake.bucket]),
  ];
  const readWrite = 's3:GetObject s3:PutObject s3:DeleteObject s3:AbortMultipartUpload';
  const job = [
    ...named('s3:GetObject', object(spec.input.bucket, `${spec.trigger.prefix}day.parquet`), mine),
    ...named(
      's3:GetObject',
      object(spec.scripts.bucket, `${spec.scripts.prefix}${spec.scripts.entryPoint}`),
      mine,
    ),
    ...named(readWrite, object(spec.scripts.bucket, `output/${folder}run/part-0000`), mine),
    ...named(readWrite, object(spec.scripts.bucket, `logs/${folder}x/jobs/y/stdout.gz`), mine),
    ...named(readWrite, object(spec.lake.bucket, `${spec.lake.prefix}part-0000`), mine),
    ...keyByWayOf('s3'),
    ...[spec.scripts.bucket, spec.lake.bucket].flatMap(bucket =>
      named('s3:ListBucketMultipartUploads', `arn:aws:s3:::${bucket}`, mine),
    ),
    ...bucketsOfJob.flatMap(bucket =>
      named('s3:ListBucket s3:GetBucketLocation', `arn:aws:s3:::${bucket}`, mine),
    ),
  ];

  if (spec.logs?.cloudWatch) {
    job.push(
      ...named(
        'logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents',
        arn('logs', `log-group:/aws/emr-containers/${pipeline}:log-stream:x`),
      ),
      ...named('logs:DescribeLogGroups', '*'),
    );
  }

  return {
    workflow,
    job,
    events: machines.flatMap(machine =>
      named('states:StartExecution', arn('states', `stateMachine:${machine.spec.name}`)),
    ),
    steps: [
      ...named(
        's3:ListBucket s3:GetBucketNotification s3:PutBucketNotification',
        `arn:aws:s3:::${watched}`,
        mine,
      ),
      ...named('s3:ListBucket', `arn:aws:s3:::${spec.scripts.bucket}`, mine),
      ...keyByWayOf('s3'),
      ...named(
        's3:GetObject s3:PutObject',
        object(spec.scripts.bucket, `${spec.scripts.prefix}job.py`),
        mine,
      ),
    ],
  };
}

/** A pipeline's role for a purpose, as kro makes it. */
export function roleOf({ objects }: Pipeline, purpose: Purpose): KubeObject {
  const found = objects.find(
    ({ apiVersion, kind, spec }) =>
      apiVersion.startsWith('iam.') && kind === 'Role' && spec.name.endsWith(`-${purpose}`),
  );
  if (!found) throw new Error(`the pipeline has no role for its ${purpose}`);
  return found;
}
