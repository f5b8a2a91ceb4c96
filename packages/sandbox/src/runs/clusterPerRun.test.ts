import { ListVirtualClustersCommand, VirtualClusterState } from '@aws-sdk/client-emr-containers';
import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { TestPipeline } from './__testUtils__/TestPipeline';
import { PLAIN_JOB, TestRuns } from './__testUtils__/TestRuns';
import { eventually } from './__testUtils__/waiting';

jest.setTimeout(600_000);

describe('a cluster for each run', () => {
  const runs = new TestRuns().register();
  let pipeline: TestPipeline;

  beforeAll(async () => {
    pipeline = await runs.make({ name: 'alone', virtualCluster: 'run' });
  });

  const clusters = async (...states: VirtualClusterState[]) => {
    const { virtualClusters = [] } = await runs.aws.emr.send(
      new ListVirtualClustersCommand({ states }),
    );
    return virtualClusters;
  };
  const allGone = () =>
    eventually(async () => (await clusters('RUNNING', 'TERMINATING')).length === 0);

  it('is made and deleted by the run; runs that come together wait their turn', async () => {
    const started = [
      await pipeline.drop('input/one.json', { wait: 'go/' }),
      await pipeline.drop('input/two.json', {}),
    ];
    const running = await eventually(async () => {
      const found = await clusters('RUNNING');
      return found.length > 0 && found;
    });
    expect(running).toHaveLength(1);
    expect(started).toContain(running[0].tags!['data-pipelines:run']);
    await pipeline.put('go/now', 'x');
    const outcomes = await Promise.all(started.map(arn => pipeline.end(arn)));
    expect(outcomes.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    await allGone();
    const made = await clusters('TERMINATED');
    expect(made.map(({ tags }) => tags!['data-pipelines:run']).sort()).toEqual(started.sort());
  });

  it('is deleted after a failure, and a redrive goes on at Spark with a new one', async () => {
    const run = await pipeline.run('input/hard.json', { needsMending: true });
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    await allGone();
    const before = await pipeline.entered(run.executionArn!);

    const key = `scripts/${pipeline.plan.job.file}`;
    const mended = PLAIN_JOB.replace('MENDED = False', 'MENDED = True');
    await pipeline.put(key, mended, pipeline.plan.buckets.scripts.name);
    expect(await pipeline.redrive(run.executionArn!)).toMatchObject({ status: 'SUCCEEDED' });
    const since = (await pipeline.entered(run.executionArn!)).slice(before.length);
    expect(since.slice(0, 6)).toEqual([
      'Process',
      'Run Spark',
      'Cluster gone?',
      'Create virtual cluster',
      'Run Spark',
      'Delete virtual cluster',
    ]);
    await allGone();
  });

  it('is deleted after a stop, though a stopped run runs no further state', async () => {
    const executionArn = await pipeline.drop('input/slow.json', { wait: 'never/' });
    await eventually(async () => (await clusters('RUNNING')).length === 1);
    await runs.aws.states.send(new StopExecutionCommand({ executionArn }));
    expect(await pipeline.end(executionArn)).toMatchObject({ status: 'ABORTED' });
    await allGone();
    const after = await pipeline.run('input/next.json', {});
    expect(after.status).toBe('SUCCEEDED');
  });

  let machines = 0;
  /** Runs the states around the cluster alone, from one of them on, after a change. */
  const runStates = async (
    first: string,
    variables: object,
    change: (states: any) => void = () => {},
  ) => {
    const { definition, roleArn } = await runs.aws.states.send(
      new DescribeStateMachineCommand({ stateMachineArn: pipeline.machine }),
    );
    const [{ States }] = JSON.parse(definition!).States.Process.Branches;
    change(States);
    const given = { Type: 'Pass', Assign: variables, Output: {}, Next: first };
    const { stateMachineArn } = await runs.aws.states.send(
      new CreateStateMachineCommand({
        name: `states-${(machines += 1)}`,
        roleArn,
        definition: JSON.stringify({
          QueryLanguage: 'JSONata',
          StartAt: 'Given',
          States: { Given: given, ...States },
        }),
      }),
    );
    const { executionArn } = await runs.aws.states.send(
      new StartExecutionCommand({ stateMachineArn }),
    );
    return pipeline.end(executionArn!);
  };

  it('may be gone before the run deletes it after a redrive, and only then', async () => {
    const [{ id: virtualClusterId }] = await clusters('TERMINATED');
    const deletion = (clusterSinceRedrive: number) =>
      runStates('Delete virtual cluster', { virtualClusterId, clusterSinceRedrive });
    expect((await deletion(-1)).status).toBe('SUCCEEDED');
    const refused = await deletion(0);
    expect(refused).toMatchObject({ status: 'FAILED', error: 'EMRContainers.ValidationException' });
    expect(refused.cause).toContain('EMR did not delete the virtual cluster');
  });

  it('that EMR does not make for another reason than its turn fails the run at once, with the reason', async () => {
    const run = await runStates('Begin', {}, states => {
      delete states['Create virtual cluster'].Arguments.ContainerProvider.Info;
    });
    expect(run).toMatchObject({ status: 'FAILED', error: 'EMRContainers.ValidationException' });
    expect(run.cause).toContain('eksInfo.namespace is missing');
  });
});
