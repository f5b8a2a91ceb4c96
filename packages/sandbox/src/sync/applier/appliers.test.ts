import { PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { checkAckSpec } from '../kube/ackSchema';
import { KubeObject } from '../kube/kubeObject';
import { startTestAws, TestAws } from '../__testUtils__/testAws';
import { recordChanges } from '../__testUtils__/recordCalls';
import { KIND_EXAMPLES, KindExample } from '../__testUtils__/specs';
import { AwsClients } from './awsClients';
import { applierOf } from './index';
import { leftOut } from './shape';

jest.setTimeout(60_000);

const RECORDED_ONLY = ['PodIdentityAssociation', 'AccessEntry'];

describe('appliers', () => {
  let server: TestAws;
  let aws: AwsClients;
  let calls: string[];

  const objectOf = (example: KindExample, spec = example.spec): KubeObject => ({
    apiVersion: example.apiVersion,
    kind: example.kind,
    metadata: { name: 'one' },
    spec,
  });
  const apply = async (example: KindExample, spec = example.spec) =>
    applierOf(objectOf(example))!.apply(aws, JSON.parse(JSON.stringify(spec)));
  const byKind = (kind: string) => KIND_EXAMPLES.find(example => example.kind === kind)!;

  beforeAll(async () => {
    server = await startTestAws();
    aws = new AwsClients({
      endpoint: server.endpoint,
      region: 'eu-west-1',
      accountId: '123456789012',
    });
    calls = recordChanges(aws);
  });

  afterAll(async () => {
    aws?.close();
    await server?.stop();
  });

  it('refuse an endpoint that is not on this machine', () => {
    const target = { region: 'eu-west-1', accountId: '123456789012' };
    expect(
      () => new AwsClients({ ...target, endpoint: 'https://s3.eu-west-1.amazonaws.com' }),
    ).toThrow("endpoint 'https://s3.eu-west-1.amazonaws.com' is not on this machine");
  });

  describe.each(KIND_EXAMPLES.map(example => [example.kind, example] as const))(
    '%s',
    (kind, example) => {
      const changed = { ...example.spec, ...example.changed };

      beforeAll(async () => {
        await server.reset();
        for (const needed of example.needs ?? []) {
          await apply(byKind(needed));
        }
        calls.length = 0;
      });

      it('has an example that its controller would take and that has no effectless field', () => {
        expect(() => checkAckSpec(objectOf(example))).not.toThrow();
        expect(leftOut(applierOf(objectOf(example))!.shape, example.spec, 'spec')).toEqual([]);
      });

      it('is created with its ARN in the status', async () => {
        const applied = await apply(example);
        expect(applied.change).toBe(RECORDED_ONLY.includes(kind) ? 'unchanged' : 'created');
        expect(applied.status.arn.startsWith(example.arn)).toBe(true);
        expect(applied.synced).toBe(true);
      });

      it('is left alone when it is as the manifest says', async () => {
        calls.length = 0;
        const applied = await apply(example);
        expect({ change: applied.change, fields: applied.fields, calls }).toEqual({
          change: 'unchanged',
          fields: [],
          calls: [],
        });
      });

      it('is brought to what a later commit says, once', async () => {
        const applied = await apply(example, changed);
        const hasChanges = Object.keys(example.changed).length > 0;
        expect(applied.change).toBe(hasChanges ? 'updated' : 'unchanged');
        calls.length = 0;
        expect((await apply(example, changed)).fields).toEqual([]);
        expect(calls).toEqual([]);
      });

      it('is removed, and removing it again does no harm', async () => {
        const applier = applierOf(objectOf(example))!;
        expect(await applier.remove(aws, changed, objectOf(example))).toBe(true);
        const again = await applier.remove(aws, changed, objectOf(example));
        expect(again).toBe(RECORDED_ONLY.includes(kind));
      });
    },
  );

  it('bring back what somebody changed by hand', async () => {
    await server.reset();
    const bucket = byKind('Bucket');
    await apply(bucket);
    const open = { Version: '2012-10-17', Statement: [] };
    await aws.s3.send(
      new PutBucketPolicyCommand({ Bucket: 'orders-input', Policy: JSON.stringify(open) }),
    );
    expect(await apply(bucket)).toMatchObject({ change: 'updated', fields: ['policy'] });
  });

  it('do not delete a bucket that holds something, and say what to do', async () => {
    await server.reset();
    const bucket = byKind('Bucket');
    await apply(bucket);
    await aws.s3.send(new PutObjectCommand({ Bucket: 'orders-input', Key: 'a', Body: 'a' }));
    await expect(
      applierOf(objectOf(bucket))!.remove(aws, bucket.spec, objectOf(bucket)),
    ).rejects.toThrow("bucket 'orders-input' is not empty");
  });

  it('do not delete a table that is protected, and say what to do', async () => {
    await server.reset();
    const table = byKind('Table');
    const spec = { ...table.spec, deletionProtectionEnabled: true };
    await apply(table, spec);
    await expect(applierOf(objectOf(table))!.remove(aws, spec, objectOf(table))).rejects.toThrow(
      "table 'orders' is protected against deletion",
    );
  });
});
