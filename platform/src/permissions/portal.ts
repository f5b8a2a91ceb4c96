/** What the portal's backend may do in AWS: exactly the calls that it makes. test/portalCalls.test.ts reads its source. */
import { allow, document, of, type PolicyDocument } from './document.ts';
import type { Scope } from './scope.ts';

/** Runs: to read, start, stop and redrive them, and to hear of them. */
export function runsPolicy(scope: Scope, queueArn: string): PolicyDocument {
  const { partition, region, account } = scope;
  const emr = `arn:${partition}:emr-containers:${region}:${account}:/virtualclusters`;
  const machines = scope.named('states', 'stateMachine:');
  const runs = scope.named('states', 'execution:');
  return document(
    allow('ListAndStartRuns', of('states', 'ListExecutions StartExecution'), machines),
    allow(
      'ReadStopAndRedriveRuns',
      of(
        'states',
        'DescribeExecution DescribeStateMachineForExecution GetExecutionHistory RedriveExecution StopExecution',
      ),
      runs,
    ),
    allow('ReadProgressOfMaps', ['states:DescribeMapRun'], scope.named('states', 'mapRun:')),
    allow('ReadJobs', ['emr-containers:DescribeJobRun'], `${emr}/*/jobruns/*`),
    allow(
      'FindVirtualClustersAllowsNoNarrowerResource',
      ['emr-containers:ListVirtualClusters'],
      '*',
    ),
    allow(
      'OpenSparkHistoryAllowsNoNarrowerResource',
      of('elasticmapreduce', 'CreatePersistentAppUI GetPersistentAppUIPresignedURL'),
      '*',
      { StringEquals: { 'aws:RequestedRegion': region } },
    ),
    allow(
      'HearOfRuns',
      of('sqs', 'ChangeMessageVisibility DeleteMessage GetQueueAttributes ReceiveMessage'),
      queueArn,
    ),
  );
}

/** What is around runs: objects and logs, who hears of them, what could not be delivered, the cluster. */
export function surroundingsPolicy(scope: Scope): PolicyDocument {
  const { partition, region, account, cluster } = scope;
  return document(
    // Logs of jobs, objects that arrived, whether the bucket tells of them.
    allow('FindObjects', of('s3', 'GetBucketNotification ListBucket'), scope.portalBuckets),
    allow(
      'ReadObjects',
      of('s3', 'GetObject GetObjectVersion'),
      scope.portalBuckets.map(bucket => `${bucket}/*`),
    ),
    allow('SeeWhoHearsOfRuns', ['sns:ListSubscriptionsByTopic'], scope.named('sns', '')),
    allow('CountDeadLetters', of('sqs', 'GetQueueAttributes GetQueueUrl'), scope.named('sqs', '')),
    allow(
      'FindTheCluster',
      ['eks:DescribeCluster'],
      `arn:${partition}:eks:${region}:${account}:cluster/${cluster}`,
    ),
  );
}
