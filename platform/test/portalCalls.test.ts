/** The portal's role allows what its backend calls, as its source says, and nothing else. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { actionsOf, allows, type Policy } from './support/iam.ts';
import { MINIMAL, synthesise } from './support/platforms.ts';

const BACKEND = path.join(import.meta.dirname, '../../plugins/data-pipelines-backend/src');

/** By client of the AWS SDK: IAM's name of the service. */
const SERVICES: Record<string, string> = {
  '@aws-sdk/client-sfn': 'states',
  '@aws-sdk/client-emr-containers': 'emr-containers',
  '@aws-sdk/client-sqs': 'sqs',
  '@aws-sdk/client-s3': 's3',
  '@aws-sdk/client-emr': 'elasticmapreduce',
  '@aws-sdk/client-sns': 'sns',
  '@aws-sdk/client-eks': 'eks',
};

/** Calls whose permission has another name, or needs more than one. */
const OTHER_NAMES: Record<string, string[]> = {
  's3:ListObjectsV2': ['s3:ListBucket'],
  's3:HeadObject': ['s3:GetObject', 's3:GetObjectVersion'],
  's3:GetBucketNotificationConfiguration': ['s3:GetBucketNotification'],
};

/** Actions behind the commands that the backend's code sends: "states:ListExecutions". */
function actionsInSource(): string[] {
  const files = readdirSync(BACKEND, { recursive: true, encoding: 'utf8' }).filter(
    file => /\.ts$/.test(file) && !/\.test\.ts$|__testUtils__|__fixtures__/.test(file),
  );
  return files.flatMap(file => {
    const text = readFileSync(path.join(BACKEND, file), 'utf8');
    return [
      ...text.matchAll(
        /import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'(@aws-sdk\/client-[a-z0-9-]+)'/g,
      ),
    ].flatMap(([, names = '', client = '']) => {
      const commands = names.match(/\b[A-Z]\w+(?=Command\b)/g) ?? [];
      if (commands.length > 0 && !SERVICES[client])
        throw new Error(`${file} calls ${client}, which the portal's role knows nothing of`);
      return commands
        .map(command => `${SERVICES[client]}:${command}`)
        .flatMap(action => OTHER_NAMES[action] ?? [action]);
    });
  });
}

/** What the portal's consumer of the queue calls: Backstage's own events module for SQS. */
const EVENTS_MODULE = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueAttributes',
];

describe("the portal's role", () => {
  let policies: Policy[];
  before(() => {
    policies = synthesise(MINIMAL).policiesOf('portal');
  });

  it('allows every call of the backend, and no other', () => {
    const calls = new Set(actionsInSource());
    assert.ok(
      calls.has('states:ListExecutions') && calls.has('emr-containers:DescribeJobRun'),
      [...calls].join(),
    );
    const allowed = actionsOf(policies);
    const missing = [...calls].filter(action => !allowed.has(action));
    assert.deepEqual(missing, [], 'add them to src/permissions/portal.ts and docs/operations.md');
    const beyond = [...allowed].filter(
      action => !calls.has(action) && !EVENTS_MODULE.includes(action) && action !== 'kms:Decrypt',
    );
    assert.deepEqual(beyond, [], 'nothing in the backend calls them');
  });

  it('reads the runs and jobs of pipelines of this account and region only', () => {
    const reads = (action: string, resource: string) => allows(policies, { action, resource });
    assert.equal(
      reads(
        'states:ListExecutions',
        'arn:aws:states:eu-west-1:123456789012:stateMachine:retail-taxi-daily',
      ),
      true,
    );
    assert.equal(
      reads(
        'states:GetExecutionHistory',
        'arn:aws:states:eu-west-1:123456789012:execution:retail-taxi-daily:run-1',
      ),
      true,
    );
    assert.equal(
      reads(
        'states:DescribeMapRun',
        'arn:aws:states:eu-west-1:123456789012:mapRun:retail-taxi-daily/StoreResults:1',
      ),
      true,
    );
    assert.equal(
      reads(
        'emr-containers:DescribeJobRun',
        'arn:aws:emr-containers:eu-west-1:123456789012:/virtualclusters/v/jobruns/j',
      ),
      true,
    );
    assert.equal(
      reads(
        'states:ListExecutions',
        'arn:aws:states:us-east-1:123456789012:stateMachine:retail-taxi-daily',
      ),
      false,
    );
    assert.equal(
      reads(
        'states:ListExecutions',
        'arn:aws:states:eu-west-1:999999999999:stateMachine:retail-taxi-daily',
      ),
      false,
    );
    assert.equal(
      reads(
        'sqs:ReceiveMessage',
        'arn:aws:sqs:eu-west-1:123456789012:data-pipelines-main-run-events',
      ),
      true,
    );
    assert.equal(
      reads('sqs:ReceiveMessage', 'arn:aws:sqs:eu-west-1:123456789012:retail-taxi-daily-dlq'),
      false,
    );
  });

  it('looks into buckets of pipelines and into those that were named, no other', () => {
    const named = synthesise({
      ...MINIMAL,
      pipelines: { buckets: ['shop-orders-landing'] },
    }).policiesOf('portal');
    const looks = (bucket: string) =>
      allows(named, { action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/logs/x` });
    assert.deepEqual(
      [
        'retail-taxi-daily-scripts-123456789012-eu-west-1',
        'shop-orders-landing',
        'company-payroll',
      ].map(looks),
      [true, true, false],
    );
  });
});
