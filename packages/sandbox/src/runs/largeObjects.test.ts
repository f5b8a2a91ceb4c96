import { randomBytes } from 'node:crypto';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { TestRuns } from './__testUtils__/TestRuns';

jest.setTimeout(600_000);

const MIB = 1024 * 1024;

describe('an object that CopyObject does not take', () => {
  const runs = new TestRuns().register();

  it('reaches the lake in parts, whole and with its metadata', async () => {
    const pipeline = await runs.make({ name: 'large' });
    const { definition } = await runs.aws.states.send(
      new DescribeStateMachineCommand({ stateMachineArn: pipeline.machine }),
    );
    const machine = JSON.parse(definition!);
    const [, copy] = machine.States.Process.Branches;
    const limits = copy.States['Look at object'].Assign;
    expect(limits).toMatchObject({ largestCopy: 5 * 1024 * MIB, smallestPart: 1024 * MIB });
    // The same states with smaller limits: S3 takes no part below 5 MiB but for the last.
    Object.assign(limits, { largestCopy: 5 * MIB, smallestPart: 5 * MIB });
    await runs.aws.states.send(
      new UpdateStateMachineCommand({
        stateMachineArn: pipeline.machine,
        definition: JSON.stringify(machine),
      }),
    );

    const key = 'input/a large file/ü+1.json';
    const body = Buffer.from(`{"rows":1,"filler":"${randomBytes(6 * MIB).toString('hex')}"}`);
    await runs.aws.s3.send(
      new PutObjectCommand({
        Bucket: pipeline.input,
        Key: key,
        Body: body,
        ContentType: 'application/json',
        Metadata: { origin: 'till-7' },
      }),
    );
    const [{ executionArn }] = await pipeline.executionsOf(1);
    expect(await pipeline.end(executionArn!)).toMatchObject({ status: 'SUCCEEDED' });

    const copied = { Bucket: pipeline.lake, Key: `lake/large/${key}` };
    expect(await pipeline.text(copied.Bucket, copied.Key)).toBe(body.toString());
    const head = await runs.aws.s3.send(new HeadObjectCommand(copied));
    expect(head).toMatchObject({
      ContentLength: body.length,
      ContentType: 'application/json',
      Metadata: { origin: 'till-7' },
    });
    // As many parts as the ETag says: 12 MiB and a little in parts of 5.
    expect(head.ETag).toMatch(/-3"$/);
    const entered = await pipeline.entered(executionArn!);
    expect(entered.filter(name => name === 'Copy part')).toHaveLength(3);
    expect(entered).not.toEqual(expect.arrayContaining(['Copy to lake']));
  });
});
