import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  DescribeStateMachineCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { TestPipeline } from './__testUtils__/TestPipeline';
import { PLAIN_JOB, TestRuns } from './__testUtils__/TestRuns';

jest.setTimeout(600_000);

const MENDED = PLAIN_JOB.replace('MENDED = False', 'MENDED = True');

describe('a run that does not succeed', () => {
  const runs = new TestRuns().register();
  let pipeline: TestPipeline;

  beforeAll(async () => {
    pipeline = await runs.make({ name: 'failing' });
  });

  const machine = async () => {
    const { definition } = await runs.aws.states.send(
      new DescribeStateMachineCommand({ stateMachineArn: pipeline.machine }),
    );
    return JSON.parse(definition!);
  };

  it('goes on at the Spark step after its script is mended, and repeats nothing else', async () => {
    const run = await pipeline.run('input/hard.json', { needsMending: true, rows: 5 });
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(run.cause).toContain('error: this job cannot do that yet');
    const mail = await pipeline.mail();
    expect(mail).toContain('a run has ended as FAILED');
    expect(mail).toContain(run.name);
    expect(mail).toContain('redrive the run: it goes on at the step that failed');
    const before = await pipeline.entered(run.executionArn!);

    const Bucket = pipeline.plan.buckets.scripts.name;
    const Key = `scripts/${pipeline.plan.job.file}`;
    await runs.aws.s3.send(new PutObjectCommand({ Bucket, Key, Body: MENDED }));
    const redriven = await pipeline.redrive(run.executionArn!);
    expect(redriven).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(await pipeline.rows(run.name!)).toHaveLength(5);
    const since = (await pipeline.entered(run.executionArn!)).slice(before.length);
    expect(since.slice(0, 3)).toEqual(['Process', 'Run Spark', 'Read manifest']);
    expect(since).not.toEqual(expect.arrayContaining(['Claim']));
    expect(since).not.toEqual(expect.arrayContaining(['Copy to lake']));
    expect(await pipeline.mail()).toContain('a run has succeeded');
  });

  it('is told by mail when a person stops it', async () => {
    const executionArn = await pipeline.drop('input/slow.json', { wait: 'never/' });
    await runs.aws.states.send(new StopExecutionCommand({ executionArn, cause: 'wrong file' }));
    expect(await pipeline.end(executionArn)).toMatchObject({ status: 'ABORTED' });
    expect(await pipeline.mail()).toContain('a run has ended as ABORTED');
  });

  it('is told by mail when its time is up', async () => {
    const definition = await machine();
    expect(definition.TimeoutSeconds).toBe(3600);
    await runs.aws.states.send(
      new UpdateStateMachineCommand({
        stateMachineArn: pipeline.machine,
        // The same states with less time than the form allows, so that nobody has to wait.
        definition: JSON.stringify({ ...definition, TimeoutSeconds: 3 }),
      }),
    );
    const run = await pipeline.run('input/slower.json', { wait: 'never/' });
    expect(run.status).toBe('TIMED_OUT');
    expect(await pipeline.mail()).toContain('a run has ended as TIMED_OUT');
  });
});
