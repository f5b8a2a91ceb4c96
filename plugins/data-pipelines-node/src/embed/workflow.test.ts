import validate from 'asl-validator';
import { expand } from '../expand';
import { CHOICES, graph, pipeline } from '../expand/__testUtils__/pipeline';

/** The state machines of a pipeline by their names. */
function machines(spec: Record<string, object> = {}): Record<string, any> {
  const made = expand(graph, pipeline(spec)).filter(({ object }) => object.kind === 'StateMachine');
  return Object.fromEntries(
    made.map(({ object }) => [
      (object.spec as any).name,
      JSON.parse((object.spec as any).definition),
    ]),
  );
}

const definition = (spec?: Record<string, object>) => machines(spec)['retail-taxi-daily'];
const ALL = Object.entries(CHOICES).flatMap(([choice, spec]) =>
  Object.entries(machines(spec)).map(([name, machine]): [string, any] => [
    `${choice}, ${name}`,
    machine,
  ]),
);

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
const tasks = (machine: any) => states(machine).filter(([, { Type }]) => Type === 'Task');
const PER_RUN = CHOICES['a cluster for each run'];

describe.each(ALL)('state machine: %s', (_, machine) => {
  it('is a valid state machine', () => {
    const { isValid, errorsText } = validate(machine);
    expect(isValid ? '' : errorsText()).toBe('');
  });

  it('gives every task a time limit and a retry with growing, jittered pauses', () => {
    for (const [name, { TimeoutSeconds, Retry }] of tasks(machine)) {
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
    for (const [, { Retry }] of tasks(machine)) {
      const errors = Retry.flatMap((retry: any) => retry.ErrorEquals);
      expect(errors).not.toEqual(expect.arrayContaining(['States.ALL']));
      expect(errors).not.toEqual(expect.arrayContaining(['States.TaskFailed']));
    }
  });

  it('holds no value of the spec within JSONata', () => {
    const values = ['retail', 'taxi', '123456789012', 'eu-west-1', 'us-east-1'];
    const expressions = JSON.stringify(machine).match(/\{%.*?%\}/g)!;
    for (const value of values)
      expect(expressions.filter(expression => expression.includes(value))).toEqual([]);
  });

  it('reads no variable that it has not assigned', () => {
    const text = JSON.stringify(machine);
    const functions = new Set(text.match(/\$[a-zA-Z]+(?=\()/g));
    const assigned = new Set(
      states(machine).flatMap(([, { Assign, Catch = [] }]) =>
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

  it('takes pod templates and logs in CloudWatch only when asked', () => {
    const asked = state('Run Spark', CHOICES['own key, mails, settings']).Arguments;
    const scripts = 's3://retail-taxi-daily-scripts-123456789012-eu-west-1';
    expect(asked.JobDriver.SparkSubmitJobDriver.SparkSubmitParameters).toContain(
      [
        ` --conf spark.kubernetes.driver.podTemplateFile=${scripts}/scripts/pod-templates/driver.yaml`,
        ` --conf spark.kubernetes.executor.podTemplateFile=${scripts}/scripts/pod-templates/executor.yaml`,
      ].join(''),
    );
    const s3 = {
      PersistentAppUI: 'ENABLED',
      S3MonitoringConfiguration: { LogUri: `${scripts}/logs/` },
    };
    expect(asked.ConfigurationOverrides.MonitoringConfiguration).toEqual({
      ...s3,
      CloudWatchMonitoringConfiguration: {
        LogGroupName: '/aws/emr-containers/retail-taxi-daily',
        LogStreamNamePrefix: 'spark',
      },
    });
    const plain = state('Run Spark').Arguments;
    expect(plain.ConfigurationOverrides.MonitoringConfiguration).toEqual(s3);
    expect(JSON.stringify(plain)).not.toContain('podTemplate');
  });

  it('runs Spark on a cluster of the run as on one of the pipeline, but for the cluster and what follows', () => {
    const { Comment: _c, End, Arguments, ...shared } = state('Run Spark');
    const { Comment: _d, Next, Catch, Arguments: own, ...same } = state('Run Spark', PER_RUN);
    expect(End).toBe(true);
    expect(same).toEqual(shared);
    expect({ ...own, VirtualClusterId: '' }).toEqual({ ...Arguments, VirtualClusterId: '' });
    expect(own.VirtualClusterId).toBe('{% $virtualClusterId %}');
    expect([Next, Catch[0].Next]).toEqual(['Delete virtual cluster', 'Cluster gone?']);
  });

  it('does not catch the failure of a job on a cluster of the run, so that a redrive goes on there', () => {
    const caught = state('Run Spark', PER_RUN).Catch.flatMap((entry: any) => entry.ErrorEquals);
    expect(caught).not.toEqual(expect.arrayContaining(['States.TaskFailed']));
    expect(caught).not.toEqual(expect.arrayContaining(['States.ALL']));
  });

  it('waits for the namespace as long as a run may take, and fits its tries into a history', () => {
    for (const timeoutMinutes of [5, 60, 1440, 10_080]) {
      const spec = { ...PER_RUN, limits: { timeoutMinutes } };
      const { longestPause } = state('Begin', spec).Assign;
      expect(state('Wait for namespace', spec)).toMatchObject({
        Seconds: '{% 5 + $floor($random() * $longestPause) %}',
        Next: 'Create virtual cluster',
      });
      // A try is at most a dozen events, of 25,000.
      const tries = (timeoutMinutes * 60) / (5 + longestPause / 2);
      expect(tries * 12).toBeLessThan(20_000);
    }
  });

  it('waits for the namespace only where EMR says that it is taken', () => {
    const { Catch, Retry } = state('Create virtual cluster', PER_RUN);
    const retried = Retry.flatMap((retry: any) => retry.ErrorEquals);
    expect(retried).not.toEqual(expect.arrayContaining(['EMRContainers.ValidationException']));
    expect(Catch[0].Next).toBe('Namespace taken?');
    expect(state('Namespace taken?', PER_RUN).Default).toBe('Cluster refused');
  });

  it('stores results 25 at a time, which is what DynamoDB takes at once, if a state takes them', () => {
    expect(state('Store results').ItemBatcher).toEqual({
      MaxItemsPerBatch: 25,
      MaxInputBytesPerBatch: 200_000,
      BatchInput: { table: 'retail-taxi-daily', retentionDays: 0 },
    });
  });
});
