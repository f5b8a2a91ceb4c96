import { DescribeTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { TestRuns } from '../runs/__testUtils__/TestRuns';

jest.setTimeout(180_000);

describe('what a pipeline leaves when it is retired', () => {
  const runs = new TestRuns().register();

  const buckets = async (name: string) => {
    const { Buckets = [] } = await runs.aws.s3.send(new ListBucketsCommand({}));
    return Buckets.map(bucket => bucket.Name!).filter(found => found.startsWith(`runs-${name}-`));
  };
  const notes = (name: string, ...kinds: string[]) =>
    runs
      .status(name)!
      .resources.filter(({ kind }) => kinds.includes(kind))
      .map(({ kind, state, message }) => `${kind} ${state}: ${message?.split(';')[0] ?? ''}`);

  it('is its data, which the next pipeline of the name takes over', async () => {
    const { input, plan } = await runs.make({
      name: 'daily',
      notifications: ['oncall@example.com'],
    });
    const { s3, dynamodb, states } = runs.aws;
    await s3.send(new PutObjectCommand({ Bucket: input, Key: 'other/kept', Body: 'kept' }));
    const TableName = plan.names.table;
    const row = { pk: { S: 'run#old' }, sk: { S: 'summary' } };
    await dynamodb.send(new PutItemCommand({ TableName, Item: row }));

    await runs.retire('daily');
    expect(await buckets('daily')).toHaveLength(3);
    const { stateMachines } = await states.send(new ListStateMachinesCommand({}));
    expect(stateMachines).toEqual([]);
    expect(runs.status('daily')!.message).toContain('left in AWS by its deletion policy');

    await runs.make({ name: 'daily' });
    expect(notes('daily', 'Bucket', 'Table')).toEqual([
      'Bucket unchanged: taken over, with what is in it',
      'Bucket unchanged: taken over, with what is in it',
      'Bucket unchanged: taken over, with what is in it',
      'Table unchanged: taken over, with what is in it',
    ]);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: input, Key: 'other/kept' }));
    expect(await Body!.transformToString()).toBe('kept');
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    expect(Table!.ItemCount).toBe(1);
  });

  it('is never a bucket with something in it, even when buckets are to go', async () => {
    const { input, lake } = await runs.make({ name: 'going', deletion: { buckets: 'delete' } });
    await runs.aws.s3.send(new PutObjectCommand({ Bucket: input, Key: 'a', Body: 'a' }));
    await runs.retire('going');
    await expect(runs.aws.s3.send(new HeadBucketCommand({ Bucket: input }))).resolves.toBeDefined();
    expect(runs.status('going')).toMatchObject({
      state: 'failed',
      // Its scripts are in there, so the bucket of scripts is the first that says so.
      message: expect.stringMatching(/^bucket 'runs-going-scripts-.*' is not empty/),
    });
    expect(await buckets('going')).not.toContain(lake);
  });
});
