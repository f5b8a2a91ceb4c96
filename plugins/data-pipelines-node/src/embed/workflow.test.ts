import validate from 'asl-validator';
import { expand } from '../expand';
import { CHOICES, graph, pipeline } from '../expand/__testUtils__/pipeline';

function definition(spec: Record<string, object> = {}): any {
  const { object } = expand(graph, pipeline(spec)).find(
    resource => resource.object.kind === 'StateMachine',
  )!;
  return JSON.parse((object.spec as any).definition);
}

/** Every state with its name, those of branches and of item processors too. */
function states(machine: any): [string, any][] {
  return Object.entries<any>(machine.States).flatMap(([name, state]) => [
    [name, state] as [string, any],
    ...(state.Branches ?? []).flatMap(states),
    ...(state.ItemProcessor ? states(state.ItemProcessor) : []),
  ]);
}

const state = (name: string, spec?: Record<string, object>) =>
  states(definition(spec)).find(([found]) => found === name)![1];
const tasks = (spec?: Record<string, object>) =>
  states(definition(spec)).filter(([, { Type }]) => Type === 'Task');
const PER_RUN = CHOICES['a cluster for each run'];

describe.each(Object.entries(CHOICES))('workflow: %s', (_, spec) => {
  it('is a valid state machine', () => {
    const { isValid, errorsText } = validate(definition(spec));
    expect(isValid ? '' : errorsText()).toBe('');
  });

  it('gives every task a time limit and a retry with growing, jittered pauses', () => {
    for (const [name, { TimeoutSeconds, Retry }] of tasks(spec)) {
      expect([name, TimeoutSeconds > 0]).toEqual([name, true]);
      expect(Retry.length).toBeGreaterThan(0);
      for (const retry of Retry) {
        expect(retry).toMatchObject({
          JitterStrategy: 'FULL',
          MaxDelaySeconds: expect.any(Number),
        });
        expect(retry.BackoffRate).toBeGreaterThan(1);
      }
    }
  });

  it('never tries a job again that failed by itself', () => {
    for (const [, { Retry }] of tasks(spec)) {
      const errors = Retry.flatMap((retry: any) => retry.ErrorEquals);
      expect(errors).not.toEqual(expect.arrayContaining(['States.ALL']));
      expect(errors).not.toEqual(expect.arrayContaining(['States.TaskFailed']));
    }
  });

  it('holds no value of the spec within JSONata', () => {
    const values = ['retail', 'taxi', '123456789012', 'eu-west-1', 'us-east-1'];
    const expressions = JSON.stringify(definition(spec)).match(/\{%.*?%\}/g)!;
    for (const value of values)
      expect(expressions.filter(expression => expression.includes(value))).toEqual([]);
  });

  it('reads no variable that it has not assigned', () => {
    const text = JSON.stringify(definition(spec));
    const functions = new Set(text.match(/\$[a-zA-Z]+(?=\()/g));
    const assigned = new Set(
      states(definition(spec)).flatMap(([, { Assign, Catch = [] }]) =>
        [Assign, ...Catch.map((caught: any) => caught.Assign)].flatMap(variables =>
          Object.keys(variables ?? {}).map(name => `$${name}`),
        ),
      ),
    );
    const known = new Set([...functions, ...assigned, '$states', '$days', '$expiry', '$part']);
    expect([...new Set(text.match(/\$[a-zA-Z]+/g))].filter(name => !known.has(name))).toEqual([]);
  });
});

describe('workflow', () => {
  it('claims an object once, lets the same run claim it again, and a rerun too', () => {
    const { Arguments, Catch } = state('Claim');
    expect(Arguments.ConditionExpression).toContain('attribute_not_exists(pk) OR #run = :run');
    expect(Arguments.ConditionExpression).toContain('$states.input.rerun = true');
    expect(Catch).toEqual([
      { ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'], Next: 'Already processed' },
    ]);
    expect(state('Already processed')).toMatchObject({
      Type: 'Succeed',
      Output: { duplicate: true },
    });
  });

  it('tells of no failure itself, so that a redrive goes on at the step that failed', () => {
    const caught = states(definition())
      .filter(([, { Catch }]) => Catch)
      .map(([name]) => name);
    expect(caught).toEqual(['Claim']);
    expect(JSON.stringify(definition())).not.toContain('sns:');
  });

  it('sizes Spark by the spec, in whole numbers', () => {
    const { Arguments, TimeoutSeconds, Retry } = state('Run Spark', {
      spark: {
        driver: { cores: 2, memory: '4g' },
        minExecutors: 2,
        maxExecutors: 9,
        conf: { 'spark.x': '1' },
      },
      limits: { timeoutMinutes: 30, maxAttempts: 3 },
    });
    expect(Arguments.JobDriver.SparkSubmitJobDriver.SparkSubmitParameters).toBe(
      [
        '--conf spark.driver.cores=2 --conf spark.driver.memory=4g --conf spark.executor.cores=1',
        '--conf spark.executor.memory=2g --conf spark.dynamicAllocation.enabled=true',
        '--conf spark.dynamicAllocation.shuffleTracking.enabled=true',
        '--conf spark.dynamicAllocation.minExecutors=2 --conf spark.dynamicAllocation.maxExecutors=9',
      ].join(' '),
    );
    expect(Arguments.ConfigurationOverrides.ApplicationConfiguration).toEqual([
      { Classification: 'spark-defaults', Properties: { 'spark.x': '1' } },
    ]);
    expect([TimeoutSeconds, Retry[1].MaxAttempts]).toEqual([1800, 2]);
  });

  it('runs Spark on a cluster of the run as on one of the pipeline, but for the cluster and what follows', () => {
    const { Comment: _c, End, Arguments, ...shared } = state('Run Spark');
    const { Comment: _d, Next, Catch, Arguments: own, ...same } = state('Run Spark', PER_RUN);
    expect(End).toBe(true);
    expect(same).toEqual(shared);
    expect({ ...own, VirtualClusterId: '' }).toEqual({ ...Arguments, VirtualClusterId: '' });
    expect(own.VirtualClusterId).toBe('{% $virtualClusterId %}');
    expect([Next, Catch[0].Next]).toEqual([
      'Delete virtual cluster',
      'Delete virtual cluster after failure',
    ]);
  });

  it('deletes the cluster of a run after a failure too, and then fails as the job did', () => {
    expect(state('Delete virtual cluster after failure', PER_RUN)).toMatchObject({
      Resource: 'arn:aws:states:::emr-containers:deleteVirtualCluster.sync',
      Next: 'Spark failed',
    });
    expect(state('Spark failed', PER_RUN)).toMatchObject({
      Type: 'Fail',
      Error: '{% $error.Error %}',
    });
  });

  it('stores results 25 at a time, which is what DynamoDB takes at once', () => {
    expect(state('Store results').ItemBatcher).toEqual({
      MaxItemsPerBatch: 25,
      BatchInput: { table: 'retail-taxi-daily', retentionDays: 0 },
    });
  });
});
