import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { GitSyncHarness, until } from './__testUtils__/gitSyncHarness';
import { ACCOUNT, createTestSandbox } from './__testUtils__/sandbox';
import { smallPipeline, smallTeamRepo } from './__testUtils__/smallTeamRepo';
import { freePort, startTestAws } from './__testUtils__/testAws';

jest.setTimeout(120_000);

describe('GitSync, when something is wrong', () => {
  const harness = new GitSyncHarness().register();

  it('stops only the pipeline whose manifest is bad, and says why', async () => {
    const bad = smallPipeline('weekly', 'retention: often');
    await harness.start(smallTeamRepo(bad));
    expect(harness.status().state).toBe('synced');
    const weekly = harness.status('orders-weekly');
    expect(weekly.state).toBe('failed');
    expect(weekly.message).toContain('pipelines/weekly/instance.yaml');
    expect(weekly.message).toContain('spec.retention');
    expect(weekly.log.at(-1)!.text).toBe(weekly.message);
    await harness.push(smallTeamRepo(smallPipeline('weekly')));
    expect(harness.status('orders-weekly').state).toBe('synced');
  });

  it('says which object AWS refused, and why, and makes the rest once that is mended', async () => {
    const name = 'rgd/data-pipeline.yaml';
    const good = smallTeamRepo();
    const bad = good[name].replace(/definition: .*/, 'definition: none');
    await harness.start({ ...good, [name]: bad });
    const status = harness.status();
    expect(status.state).toBe('failed');
    expect(status.message).toMatch(/^StateMachine daily: AWS refused it \(/);
    expect(harness.stateOf('machine')).toBe('failed');
    expect(harness.stateOf('bucket')).toBe('created');
    expect(harness.stateOf('queue')).toBe('waiting');
    await harness.push(good);
    expect(harness.status().state).toBe('synced');
    expect(harness.stateOf('bucket')).toBe('unchanged');
  });

  it('refuses to rename what AWS cannot rename', async () => {
    await harness.start();
    const name = 'rgd/data-pipeline.yaml';
    const files = smallTeamRepo();
    await harness.push({ ...files, [name]: files[name].replace('}-dlq\n', '}-dead\n') });
    expect(harness.status()).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(
        'spec.queueName: was "orders-daily-dlq" and is now "orders-daily-dead", which AWS cannot change',
      ),
    });
  });

  it('keeps what one pipeline has from another', async () => {
    await harness.start();
    const files = smallTeamRepo();
    const stolen = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [
        path,
        path.endsWith('instance.yaml') || path.endsWith('kustomization.yaml')
          ? text.replace('namespace: orders-daily', 'namespace: orders-second')
          : text.replaceAll('name: orders-daily', 'name: orders-second'),
      ]),
    );
    await harness.push(stolen, 'second');
    expect(harness.status('orders-second')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('which the pipeline orders-daily has'),
    });
    await harness.push(files, 'third');
    const third = harness.sandbox.store.list().find(({ source }) => source.repository === 'third')!;
    expect(third.status.message).toContain('which the pipeline orders/orders-pipelines/daily has');
    expect(harness.status().state).toBe('synced');
  });

  it('fails with the last words of a script that fails, and runs it again with the next push', async () => {
    const failing = smallTeamRepo({
      'pipelines/daily/steps/upload.sh': 'echo working\necho "no way" >&2\nexit 3\n',
    });
    await harness.start(failing);
    expect(harness.status()).toMatchObject({
      state: 'failed',
      message: 'Job steps: step upload ended with 3: no way',
      steps: [{ name: 'steps/upload', exitCode: 3, output: 'working\nno way\n' }],
    });
    await harness.push(smallTeamRepo());
    expect(harness.status()).toMatchObject({
      state: 'synced',
      steps: [{ name: 'steps/upload', exitCode: 0 }],
    });
  });

  it('gives a script that runs too long up when a newer push comes', async () => {
    await harness.sandbox.sync.start();
    const slow = smallTeamRepo({ 'pipelines/daily/steps/upload.sh': 'sleep 60\n' });
    harness.sandbox.forge.push('orders', 'orders-pipelines', slow);
    const record = () => harness.sandbox.store.byNamespace('orders-daily');
    await until(() => record()?.status.message === 'running Job steps');
    const started = Date.now();
    const commit = await harness.push(smallTeamRepo());
    expect(Date.now() - started).toBeLessThan(30_000);
    expect(harness.status()).toMatchObject({ state: 'synced', commit });
  });

  it('shows after a restart what was there, and makes it all again where AWS is empty', async () => {
    await harness.start();
    await harness.sandbox.stop();
    await harness.server.reset();
    const again = await createTestSandbox(
      harness.server,
      harness.sandbox.forge,
      harness.sandbox.directory,
    );
    try {
      await again.store.load();
      expect(again.store.byNamespace('orders-daily')!.status).toMatchObject({ state: 'synced' });
      await again.sync.start();
      await again.sync.idle();
      const { status } = again.store.byNamespace('orders-daily')!;
      expect(status.state).toBe('synced');
      expect(harness.stateOf('machine')).toBe('created');
      expect(status.steps).toEqual([expect.objectContaining({ exitCode: 0 })]);
    } finally {
      await again.stop();
    }
  });

  it('refuses a pipeline that is for another account', async () => {
    const files = smallTeamRepo();
    const instance = 'pipelines/daily/instance.yaml';
    await harness.start({ ...files, [instance]: files[instance].replace(ACCOUNT, '999988887777') });
    expect(harness.status()).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('spec.aws.accountId: is "999988887777"'),
    });
  });

  it('waits for a local AWS that does not answer, and goes on once it does', async () => {
    const port = await freePort();
    const late = await createTestSandbox({
      ...harness.server,
      endpoint: `http://127.0.0.1:${port}`,
    });
    late.forge.push('orders', 'orders-pipelines', smallTeamRepo());
    await late.sync.start();
    const state = () => late.store.byNamespace('orders-daily')?.status;
    await until(() => state()?.message.startsWith('the local AWS does not answer') ?? false);
    expect(state()?.state).toBe('waiting');
    const server = await startTestAws(port);
    try {
      await late.sync.idle();
      expect(state()).toMatchObject({ state: 'synced' });
    } finally {
      await late.cleanUp();
      await server.stop();
    }
  });

  it('tries again by itself what a script could not do, but not what only a push can mend', async () => {
    const step =
      'aws s3api head-bucket --bucket given-bucket 2>/dev/null || { echo no bucket; exit 1; }\n';
    await harness.start(
      smallTeamRepo({
        'pipelines/daily/steps/upload.sh': step,
        ...smallPipeline('weekly', 'retention: often'),
      }),
    );
    expect(harness.status().message).toBe('Job steps: step upload ended with 1: no bucket');
    await harness.aws.s3.send(
      new CreateBucketCommand({
        Bucket: 'given-bucket',
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
      }),
    );
    const log = harness.status('orders-weekly').log.length;
    harness.sandbox.sync.retryFailed();
    await harness.sandbox.sync.idle();
    expect(harness.status().state).toBe('synced');
    expect(harness.status('orders-weekly').log.length).toBe(log);
  });

  it('leaves in AWS what another object of the manifest stands for by now', async () => {
    await harness.start();
    const name = 'rgd/data-pipeline.yaml';
    const files = smallTeamRepo();
    await harness.push({
      ...files,
      [name]: files[name].replace(
        'metadata: {name: "${schema.metadata.name}-dlq"}',
        'metadata: {name: renamed}',
      ),
    });
    expect(harness.status().state).toBe('synced');
    expect(harness.stateOf('queue')).toBe('unchanged');
    expect(harness.sandbox.calls).toEqual([]);
  });

  it('makes everything again when the local AWS was started anew', async () => {
    await harness.start();
    await harness.server.reset();
    const again = harness.sandbox.sync.restart();
    expect(harness.status().syncedCommit).toBeUndefined();
    await again;
    await harness.sandbox.sync.idle();
    expect(harness.stateOf('machine')).toBe('created');
    expect(harness.status().syncedCommit).toBe(harness.status().commit);
  });
});
