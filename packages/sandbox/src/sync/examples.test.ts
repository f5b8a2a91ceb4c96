import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { GetBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { createTestSandbox, REGION, TestSandbox } from './__testUtils__/sandbox';
import { startTestAws, TestAws } from './__testUtils__/testAws';

jest.setTimeout(180_000);

const EXAMPLES = resolve(__dirname, '../../../../examples');
const names = readdirSync(EXAMPLES).filter(name =>
  statSync(join(EXAMPLES, name, 'expected'), { throwIfNoEntry: false }),
);

function readTree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter(file => file.isFile())
      .map(file => join(file.parentPath, file.name))
      .map(path => [relative(folder, path), readFileSync(path, 'utf8')]),
  );
}

describe.each(names)('the example %s', name => {
  const tree = readTree(join(EXAMPLES, name, 'expected'));
  const team = /^team: (\S+)$/m.exec(readFileSync(join(EXAMPLES, name, 'form.yaml'), 'utf8'))![1];
  let server: TestAws;
  let sandbox: TestSandbox;

  beforeAll(async () => {
    server = await startTestAws();
    sandbox = await createTestSandbox(server);
    sandbox.forge.push(team, `${team}-pipelines`, tree);
    await sandbox.sync.start();
    await sandbox.sync.idle();
  });

  afterAll(async () => {
    await sandbox?.cleanUp();
    await server?.stop();
  });

  it('is synced as it is, with its scripts', () => {
    const [{ status }] = sandbox.store.list();
    expect(status.message).toMatch(/^synced commit/);
    expect(status.state).toBe('synced');
    expect(status.namespace).toBe(`${team}-${status.name}`);
    expect(status.steps.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(new Set(status.resources.map(({ state }) => state))).toEqual(
      new Set(['created', 'skipped']),
    );
    const messages = status.resources.flatMap(({ message }) => message ?? []);
    expect(messages.filter(message => !message.startsWith('recorded only'))).toEqual([]);
    expect(status.instance).toMatchObject({
      state: 'ACTIVE',
      stateMachineArn: expect.stringMatching(/^arn:aws:states:/),
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: 'Ready', status: 'True' }),
      ]),
    });
  });

  it('has its bucket tell EventBridge of what arrives', async () => {
    const [{ status }] = sandbox.store.list();
    const { on, bucket, script } = status.trigger!;
    const configuration = await sandbox.clients.region(REGION).s3.send(
      new GetBucketNotificationConfigurationCommand({
        Bucket: on === 'script' ? script.bucket : bucket,
      }),
    );
    expect(configuration.EventBridgeConfiguration).toEqual({});
  });

  it('is left alone by a second sync', async () => {
    sandbox.calls.length = 0;
    sandbox.forge.push(team, `${team}-pipelines`, tree);
    await sandbox.sync.idle();
    const [{ status }] = sandbox.store.list();
    expect(
      status.resources.filter(({ state }) => state !== 'unchanged' && state !== 'skipped'),
    ).toEqual([]);
    expect(sandbox.calls).toEqual([]);
  });
});
