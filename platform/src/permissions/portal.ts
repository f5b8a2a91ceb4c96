/** What the portal's backend may do in AWS: exactly the calls that it makes. test/portalCalls.test.ts reads its source. */
import { allow, document, of, type PolicyDocument } from './document.ts';
import type { Scope } from './scope.ts';

export function portalPolicy(scope: Scope, queueArn: string): PolicyDocument {
  const { partition, region, account } = scope;
  return document(
    allow('ListRuns', ['states:ListExecutions'], scope.named('states', 'stateMachine:')),
    allow(
      'ReadRuns',
      of('states', 'DescribeExecution GetExecutionHistory'),
      scope.named('states', 'execution:'),
    ),
    allow('ReadProgressOfMaps', ['states:DescribeMapRun'], scope.named('states', 'mapRun:')),
    allow(
      'ReadJobs',
      ['emr-containers:DescribeJobRun'],
      `arn:${partition}:emr-containers:${region}:${account}:/virtualclusters/*/jobruns/*`,
    ),
    allow(
      'HearOfRuns',
      of(
        'sqs',
        `
        ChangeMessageVisibility DeleteMessage GetQueueAttributes ReceiveMessage
      `,
      ),
      queueArn,
    ),
  );
}
