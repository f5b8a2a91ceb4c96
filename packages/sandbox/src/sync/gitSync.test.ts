import { CreateBucketCommand, HeadBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DeleteStateMachineCommand } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { GitSyncHarness } from './__testUtils__/gitSyncHarness';
import { ACCOUNT, REGION } from './__testUtils__/sandbox';
import { smallPipeline, smallTeamRepo } from './__testUtils__/smallTeamRepo';

jest.setTimeout(120_000);

describe('GitSync', () => {
  const harness = new GitSyncHarness().register();

  it('makes everything that a repository says, each object after what it needs', async () => {
    await harness.start();
    const status = harness.status();
    expect(status.message).toMatch(/^synced commit /);
    expect(status).toMatchObject({
      state: 'synced',
      team: 'orders',
      name: 'daily',
      repository: 'orders/orders-pipelines',
      trigger: { on: 'data', bucket: 'orders-daily-input', prefix: 'input/', region: REGION },
      instance: { state: 'ACTIVE', queueUrl: expect.stringContaining('orders-daily-dlq') },
    });
    const made = Object.fromEntries(status.resources.map(({ id, state }) => [id, state]));
    expect(made).toEqual(
      Object.fromEntries(
        [
          'instance',
          'Namespace/orders-daily',
          'ConfigMap/scripts',
          'ConfigMap/steps',
          'CronJob/assert',
          'bucket',
          'role',
          'topic',
          'cluster',
          'machine',
          'queue',
          'subscriptions[0]',
          'subscriptions[1]',
          'account',
        ].map(id => [id, 'created']),
      ),
    );
  });

  it('lets ARNs and ids of one resource flow into later ones', async () => {
    await harness.start();
    const { roleArn, definition } = await harness.machine();
    expect(roleArn).toBe(`arn:aws:iam::${ACCOUNT}:role/orders-daily-workflow`);
    expect(JSON.parse(definition!).States.Tell.Parameters).toEqual({
      TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:orders-daily`,
      Message: expect.stringMatching(/^[0-9a-z]{10,}$/),
    });
    expect(harness.status().instance.machineArn).toBe(
      `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:orders-daily`,
    );
  });

  it('runs the PostSync scripts themselves, against the local AWS', async () => {
    await harness.start();
    const [step] = harness.status().steps;
    expect(step).toMatchObject({ name: 'steps/upload', exitCode: 0 });
    expect(step.output).toContain('s3://orders-daily-input/scripts/job.py');
    const { Contents } = await harness.aws.s3.send(
      new ListObjectsV2Command({ Bucket: 'orders-daily-input' }),
    );
    expect(Contents?.map(({ Key }) => Key)).toEqual(['scripts/job.py']);
  });

  it('changes nothing with a second sync of the same commit, and runs no script again', async () => {
    await harness.start();
    const ran = harness.status().log.filter(({ text }) => text.startsWith('step'));
    await harness.push(smallTeamRepo());
    const status = harness.status();
    expect(status.state).toBe('synced');
    expect(new Set(status.resources.map(({ state }) => state))).toEqual(new Set(['unchanged']));
    expect(harness.sandbox.calls).toEqual([]);
    expect(status.log.filter(({ text }) => text.startsWith('step'))).toEqual(ran);
  });

  it('updates only what a commit changes', async () => {
    await harness.start();
    await harness.push(smallTeamRepo(smallPipeline('daily', 'retention: 9')));
    const status = harness.status();
    expect(status.resources.filter(({ state }) => state === 'updated')).toEqual([
      expect.objectContaining({ id: 'instance' }),
      expect.objectContaining({
        id: 'queue',
        message: 'brought in line: MessageRetentionPeriod',
      }),
    ]);
    expect(harness.sandbox.calls).toEqual(['SetQueueAttributes']);
    const { QueueUrl } = await harness.aws.sqs.send(
      new GetQueueUrlCommand({ QueueName: 'orders-daily-dlq' }),
    );
    const { Attributes } = await harness.aws.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['MessageRetentionPeriod'] }),
    );
    expect(Attributes?.MessageRetentionPeriod).toBe(String(9 * 86400));
  });

  it('takes over what is there already under the same name', async () => {
    await harness.aws.s3.send(
      new CreateBucketCommand({
        Bucket: 'orders-daily-input',
        CreateBucketConfiguration: { LocationConstraint: REGION },
      }),
    );
    await harness.start();
    expect(harness.stateOf('bucket')).toBe('unchanged');
    expect(harness.status().state).toBe('synced');
  });

  it('deletes what a commit no longer wants, and leaves what is to be retained', async () => {
    await harness.start();
    const without = smallPipeline('daily', 'queue: false');
    const instance = 'pipelines/daily/instance.yaml';
    without[instance] = without[instance].replace('one@example.org, ', '');
    await harness.push(smallTeamRepo(without));
    const status = harness.status();
    expect(status.state).toBe('synced');
    expect(status.resources.filter(({ state }) => state === 'deleted')).toEqual([
      expect.objectContaining({ kind: 'Queue', name: 'daily-dlq' }),
    ]);
    expect(status.resources.find(({ message }) => message?.includes('retain'))).toMatchObject({
      kind: 'Subscription',
      state: 'skipped',
      message: 'left in AWS: its deletion policy is retain',
    });
    await expect(
      harness.aws.sqs.send(new GetQueueUrlCommand({ QueueName: 'orders-daily-dlq' })),
    ).rejects.toThrow();
  });

  it('removes a pipeline whose folder is gone, the last made first; what is retained stays', async () => {
    await harness.start();
    await harness.push({ 'README.md': 'nothing left', 'rgd/other.yaml': '{}' });
    const status = harness.status();
    expect(status.message).toMatch(
      /^removed from Git; left in AWS by its deletion policy: (Subscription daily-\w+, ){2}Bucket daily-input$/,
    );
    await expect(harness.machine()).rejects.toThrow();
    await harness.aws.s3.send(new HeadBucketCommand({ Bucket: 'orders-daily-input' }));
    const deleted = harness.sandbox.calls.filter(call => call.startsWith('Delete'));
    expect(deleted).toEqual([
      'DeleteQueue',
      'DeleteStateMachine',
      'DeleteVirtualCluster',
      'DeleteTopic',
      'DeleteRole',
    ]);
  });

  it('runs the CronJob when it looks after the pipelines, and brings back what drifted', async () => {
    await harness.start();
    await harness.aws.states.send(
      new DeleteStateMachineCommand({ stateMachineArn: (await harness.machine()).stateMachineArn }),
    );
    await harness.sandbox.sync.refresh(true);
    await harness.sandbox.sync.idle();
    const status = harness.status();
    expect(harness.stateOf('machine')).toBe('created');
    expect(status.steps.map(({ name }) => name)).toEqual(['steps/upload', 'assert/upload']);
  });
});
