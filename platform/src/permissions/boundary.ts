/**
 * The most that any role of a pipeline can ever do, whatever its own policies say: ACK can make no role without it.
 * A role may do what both allow, so this may be wider than the policies in skeleton/rgd/policies, never narrower.
 */
import { EMR_ACCESS, emrAccessResources } from './ack.ts';
import { allow, document, of, type PolicyDocument } from './document.ts';
import type { Scope } from './scope.ts';

export function boundaryPolicy(scope: Scope): PolicyDocument {
  const { partition, domain, region, account } = scope;
  const emr = `arn:${partition}:emr-containers:${region}:${account}:/virtualclusters/*`;
  return document(
    // Pipelines may use buckets that were there before them, under any name, but only those of these accounts.
    allow(
      'BucketsOfTheseAccounts',
      of(
        's3',
        `
        AbortMultipartUpload DeleteObject GetBucketLocation GetBucketNotification GetObject
        GetObjectTagging GetObjectVersion GetObjectVersionTagging ListBucket
        ListBucketMultipartUploads PutBucketNotification PutObject PutObjectTagging
      `,
      ),
      [`arn:${partition}:s3:::*`],
      { StringEquals: { 'aws:ResourceAccount': scope.bucketAccounts } },
    ),
    allow(
      'KeysByWayOfS3AndDynamoDb',
      of('kms', 'Decrypt GenerateDataKey'),
      `arn:${partition}:kms:${region}:*:key/*`,
      {
        StringEquals: {
          'kms:ViaService': [`s3.${region}.${domain}`, `dynamodb.${region}.${domain}`],
        },
      },
    ),
    allow(
      'TablesOfPipelines',
      of('dynamodb', 'BatchWriteItem PutItem'),
      scope.named('dynamodb', 'table/'),
    ),
    allow('BusesOfPipelines', ['events:PutEvents'], scope.named('events', 'event-bus/')),
    allow(
      'RunsOfPipelines',
      of('states', 'DescribeExecution RedriveExecution StartExecution StopExecution'),
      [...scope.named('states', 'stateMachine:'), ...scope.named('states', 'execution:')],
    ),
    allow(
      'JobsOfThisAccount',
      of(
        'emr-containers',
        `
        CancelJobRun DeleteVirtualCluster DescribeJobRun DescribeVirtualCluster StartJobRun
        TagResource
      `,
      ),
      emr,
    ),
    allow(
      'CreateAndFindVirtualClustersAllowsNoNarrowerResource',
      of('emr-containers', 'CreateVirtualCluster ListVirtualClusters'),
      '*',
    ),
    allow('LetEmrIntoTheNamespace', EMR_ACCESS, emrAccessResources(scope)),
    allow(
      'FirstUseOfEmrInTheAccount',
      ['iam:CreateServiceLinkedRole'],
      `arn:${partition}:iam::${account}:role/aws-service-role/emr-containers.amazonaws.com/AWSServiceRoleForAmazonEMRContainers`,
      { StringEquals: { 'iam:AWSServiceName': 'emr-containers.amazonaws.com' } },
    ),
    allow(
      'HearOfJobs',
      of('events', 'DescribeRule PutRule PutTargets'),
      `arn:${partition}:events:${region}:${account}:rule/StepFunctionsGetEventsForEMRContainersJobRunRule`,
    ),
    allow('PassJobRolesToEmr', ['iam:PassRole'], scope.roles('job'), {
      StringEquals: { 'iam:PassedToService': 'emr-containers.amazonaws.com' },
    }),
    allow(
      'LogsOfSpark',
      of('logs', 'CreateLogStream DescribeLogStreams PutLogEvents'),
      scope.named('logs', 'log-group:/aws/emr-containers/'),
    ),
    allow(
      'LogAndTraceAllowNoNarrowerResource',
      [
        ...of(
          'logs',
          `
          CreateLogDelivery DeleteLogDelivery DescribeLogGroups DescribeResourcePolicies
          GetLogDelivery ListLogDeliveries PutResourcePolicy UpdateLogDelivery
        `,
        ),
        ...of(
          'xray',
          `
          GetSamplingRules GetSamplingTargets PutTelemetryRecords PutTraceSegments
        `,
        ),
      ],
      '*',
    ),
  );
}
