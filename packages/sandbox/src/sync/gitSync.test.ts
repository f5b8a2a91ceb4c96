import { DeleteStateMachineCommand, DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { CreateBucketCommand, HeadBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PipelineStatus } from './status/pipelineStatus';
import { ACCOUNT, createTestSandbox, REGION, TestSandbox } from './testing/sandbox';
import { smallPipeline, smallTeamRepo } from './testing/smallTeamRepo';
import { startTestAws, TestAws } from './testing/testAws';

jest.setTimeout(120_000);

describe('GitSync', () => {
  let server: TestAws;
  let sandbox: TestSandbox;

  beforeAll(async () => {
    server = await startTestAws();
  });

  afterAll(async () => {
    await server?.stop();
  });

  beforeEach(async () => {
    await server.reset();
    sandbox = await createTestSandbox(server);
  });

  afterEach(async () => {
    await sandbox.cleanUp();
  });

  const aws = () => sandbox.clients.region(REGION);
  const waitUntil = async (holds: () => boolean) => {
    for (let tries = 0; !holds() && tries < 1000; tries++) {
      await new Promise(done => setTimeout(done, 20));
    }
    expect(holds()).toBe(true);
  };
  const statusOf = (namespace: string) => sandbox.store.byNamespace(namespace)?.status;
  const stateOf = (status: PipelineStatus | undefined, id: string) =>
    status?.resources.find(resource => resource.id === id)?.state;
  const push = async (files: Record<string, string>, repository = 'orders-pipelines') => {
    const commit = sandbox.forge.push('orders', repository, files);
    await sandbox.sync.idle();
    return commit;
  };
  const start = async (files = smallTeamRepo()) => {
    sandbox.forge.push('orders', 'orders-pipelines', files);
    await sandbox.sync.start();
    await sandbox.sync.idle();
    sandbox.calls.length = 0;
  };
  const machine = () =>
    aws().states.send(
      new DescribeStateMachineCommand({
        stateMachineArn: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:orders-daily`,
      }),
    );

  it('makes everything that a repository says, each object after what it needs', async () => {
    await start();
    const status = statusOf('orders-daily')!;
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
    await start();
    const { roleArn, definition } = await machine();
    expect(roleArn).toBe(`arn:aws:iam::${ACCOUNT}:role/orders-daily-workflow`);
    expect(JSON.parse(definition!).States.Tell.Parameters).toEqual({
      TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:orders-daily`,
      Message: expect.stringMatching(/^[0-9a-z]{10,}$/),
    });
    expect(statusOf('orders-daily')!.instance.machineArn).toBe(
      `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:orders-daily`,
    );
  });

  it('runs the PostSync scripts themselves, against the local AWS', async () => {
    await start();
    const [step] = statusOf('orders-daily')!.steps;
    expect(step).toMatchObject({ name: 'steps/upload', exitCode: 0 });
    expect(step.output).toContain('s3://orders-daily-input/scripts/job.py');
    const { Contents } = await aws().s3.send(
      new ListObjectsV2Command({ Bucket: 'orders-daily-input' }),
    );
    expect(Contents?.map(({ Key }) => Key)).toEqual(['scripts/job.py']);
  });

  it('changes nothing with a second sync of the same commit, and runs no script again', async () => {
    await start();
    const ran = statusOf('orders-daily')!.log.filter(({ text }) => text.startsWith('step'));
    await push(smallTeamRepo());
    const status = statusOf('orders-daily')!;
    expect(status.state).toBe('synced');
    expect(new Set(status.resources.map(({ state }) => state))).toEqual(new Set(['unchanged']));
    expect(sandbox.calls).toEqual([]);
    expect(status.log.filter(({ text }) => text.startsWith('step'))).toEqual(ran);
  });

  it('updates only what a commit changes', async () => {
    await start();
    await push(smallTeamRepo(smallPipeline('daily', 'retention: 9')));
    const status = statusOf('orders-daily')!;
    expect(status.resources.filter(({ state }) => state === 'updated')).toEqual([
      expect.objectContaining({ id: 'instance' }),
      expect.objectContaining({
        id: 'queue',
        message: 'brought in line: MessageRetentionPeriod',
      }),
    ]);
    expect(sandbox.calls).toEqual(['SetQueueAttributes']);
    const { QueueUrl } = await aws().sqs.send(
      new GetQueueUrlCommand({ QueueName: 'orders-daily-dlq' }),
    );
    const { Attributes } = await aws().sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['MessageRetentionPeriod'] }),
    );
    expect(Attributes?.MessageRetentionPeriod).toBe(String(9 * 86400));
  });

  it('takes over what is there already under the same name', async () => {
    await aws().s3.send(
      new CreateBucketCommand({
        Bucket: 'orders-daily-input',
        CreateBucketConfiguration: { LocationConstraint: REGION },
      }),
    );
    await start();
    expect(stateOf(statusOf('orders-daily'), 'bucket')).toBe('unchanged');
    expect(statusOf('orders-daily')!.state).toBe('synced');
  });

  it('deletes what a commit no longer wants, and leaves what is to be retained', async () => {
    await start();
    const without = smallPipeline('daily', 'queue: false');
    const instance = 'pipelines/daily/instance.yaml';
    without[instance] = without[instance].replace('one@example.org, ', '');
    await push(smallTeamRepo(without));
    const status = statusOf('orders-daily')!;
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
      aws().sqs.send(new GetQueueUrlCommand({ QueueName: 'orders-daily-dlq' })),
    ).rejects.toThrow();
  });

  it('removes a pipeline whose folder is gone, the last made first; what is retained stays', async () => {
    await start();
    await push({ 'README.md': 'nothing left', 'rgd/other.yaml': '{}' });
    const status = statusOf('orders-daily')!;
    expect(status.message).toBe(
      'removed from Git; left in AWS by its deletion policy: ' +
        status.resources
          .filter(({ state }) => state === 'skipped')
          .map(({ kind, name }) => `${kind} ${name}`)
          .reverse()
          .sort((a, b) => (a.startsWith('Bucket') ? 1 : 0) - (b.startsWith('Bucket') ? 1 : 0))
          .join(', '),
    );
    await expect(machine()).rejects.toThrow();
    await aws().s3.send(new HeadBucketCommand({ Bucket: 'orders-daily-input' }));
    const deleted = sandbox.calls.filter(call => call.startsWith('Delete'));
    expect(deleted).toEqual([
      'DeleteQueue',
      'DeleteStateMachine',
      'DeleteVirtualCluster',
      'DeleteTopic',
      'DeleteRole',
    ]);
  });

  it('stops only the pipeline whose manifest is bad, and says why', async () => {
    const bad = smallPipeline('weekly', 'retention: often');
    await start(smallTeamRepo(bad));
    expect(statusOf('orders-daily')!.state).toBe('synced');
    const weekly = statusOf('orders-weekly')!;
    expect(weekly.state).toBe('failed');
    expect(weekly.message).toContain('pipelines/weekly/instance.yaml');
    expect(weekly.message).toContain('spec.retention');
    expect(weekly.log.at(-1)!.text).toBe(weekly.message);
    await push(smallTeamRepo(smallPipeline('weekly')));
    expect(statusOf('orders-weekly')!.state).toBe('synced');
  });

  it('says which object AWS refused, and why, and makes the rest once that is mended', async () => {
    const name = 'rgd/data-pipeline.yaml';
    const good = smallTeamRepo();
    const bad = good[name].replace(
      /assumeRolePolicyDocument: .*/,
      'assumeRolePolicyDocument: none',
    );
    await start({ ...good, [name]: bad });
    const status = statusOf('orders-daily')!;
    expect(status.state).toBe('failed');
    expect(status.message).toMatch(/^Role daily-workflow: AWS refused it \(/);
    expect(stateOf(status, 'role')).toBe('failed');
    expect(stateOf(status, 'bucket')).toBe('created');
    expect(stateOf(status, 'machine')).toBe('waiting');
    await push(good);
    expect(statusOf('orders-daily')!.state).toBe('synced');
    expect(stateOf(statusOf('orders-daily'), 'bucket')).toBe('unchanged');
  });

  it('refuses to rename what AWS cannot rename', async () => {
    await start();
    const name = 'rgd/data-pipeline.yaml';
    const files = smallTeamRepo();
    await push({ ...files, [name]: files[name].replace('}-dlq\n', '}-dead\n') });
    expect(statusOf('orders-daily')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(
        'spec.queueName: was "orders-daily-dlq" and is now "orders-daily-dead", which AWS cannot change',
      ),
    });
  });

  it('keeps what one pipeline has from another', async () => {
    await start();
    const files = smallTeamRepo();
    const stolen = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [
        path,
        path.endsWith('instance.yaml') || path.endsWith('kustomization.yaml')
          ? text.replace('namespace: orders-daily', 'namespace: orders-second')
          : text.replaceAll('name: orders-daily', 'name: orders-second'),
      ]),
    );
    await push(stolen, 'second');
    expect(statusOf('orders-second')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('which the pipeline orders-daily has'),
    });
    await push(files, 'third');
    const third = sandbox.store.list().find(({ source }) => source.repository === 'third')!;
    expect(third.status.message).toContain('which the pipeline orders/orders-pipelines/daily has');
    expect(statusOf('orders-daily')!.state).toBe('synced');
  });

  it('fails with the last words of a script that fails, and runs it again with the next push', async () => {
    const failing = smallTeamRepo({
      'pipelines/daily/steps/upload.sh': 'echo working\necho "no way" >&2\nexit 3\n',
    });
    await start(failing);
    expect(statusOf('orders-daily')).toMatchObject({
      state: 'failed',
      message: 'Job steps: step upload ended with 3: no way',
      steps: [{ name: 'steps/upload', exitCode: 3, output: 'working\nno way\n' }],
    });
    await push(smallTeamRepo());
    expect(statusOf('orders-daily')).toMatchObject({
      state: 'synced',
      steps: [{ name: 'steps/upload', exitCode: 0 }],
    });
  });

  it('runs the CronJob when it looks after the pipelines, and brings back what drifted', async () => {
    await start();
    await aws().states.send(
      new DeleteStateMachineCommand({ stateMachineArn: (await machine()).stateMachineArn }),
    );
    await sandbox.sync.refresh(true);
    await sandbox.sync.idle();
    const status = statusOf('orders-daily')!;
    expect(stateOf(status, 'machine')).toBe('created');
    expect(status.steps.map(({ name }) => name)).toEqual(['steps/upload', 'assert/upload']);
  });

  it('gives a script that runs too long up when a newer push comes', async () => {
    await sandbox.sync.start();
    const slow = smallTeamRepo({ 'pipelines/daily/steps/upload.sh': 'sleep 60\n' });
    sandbox.forge.push('orders', 'orders-pipelines', slow);
    await waitUntil(() => statusOf('orders-daily')?.message === 'running Job steps');
    const started = Date.now();
    const commit = await push(smallTeamRepo());
    expect(Date.now() - started).toBeLessThan(30_000);
    expect(statusOf('orders-daily')).toMatchObject({ state: 'synced', commit });
  });

  it('shows after a restart what was there, and makes it all again where AWS is empty', async () => {
    await start();
    await sandbox.stop();
    await server.reset();
    const again = await createTestSandbox(server, sandbox.forge, sandbox.directory);
    try {
      await again.store.load();
      expect(again.store.byNamespace('orders-daily')!.status).toMatchObject({ state: 'synced' });
      await again.sync.start();
      await again.sync.idle();
      const { status } = again.store.byNamespace('orders-daily')!;
      expect(status.state).toBe('synced');
      expect(stateOf(status, 'machine')).toBe('created');
      expect(status.steps).toEqual([expect.objectContaining({ exitCode: 0 })]);
    } finally {
      await again.stop();
    }
  });

  it('refuses a pipeline that is for another account', async () => {
    const files = smallTeamRepo();
    const instance = 'pipelines/daily/instance.yaml';
    await start({ ...files, [instance]: files[instance].replace(ACCOUNT, '999988887777') });
    expect(statusOf('orders-daily')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('spec.aws.accountId: is "999988887777"'),
    });
  });
});
