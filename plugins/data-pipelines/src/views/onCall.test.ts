import { Readiness, Run, Step } from 'backstage-plugin-data-pipelines-common';
import {
  duplicateRun,
  failedRun,
  readiness,
  runningRun,
  STATE_MACHINE_ARN,
  stoppedRun,
  succeededRun,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import { choicesOf } from './actions';
import { awsConsole } from './console';
import { healthOf } from './overview/healthOf';
import { formatAbout, formatShare } from './parts/format';
import { nest } from './run/nest';
import { storyOf } from './story';
import { lanesOf, ticksOf } from './timeline/lanesOf';

describe('links to AWS', () => {
  it('lead to the console of the account’s region', () => {
    const console = awsConsole(STATE_MACHINE_ARN);
    expect(console.execution(failedRun)).toBe(
      `https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${failedRun.arn}`,
    );
    expect(console.object({ bucket: 'b', key: 'a b/ü&c.parquet' })).toBe(
      'https://eu-west-1.console.aws.amazon.com/s3/object/b?region=eu-west-1&prefix=a+b%2F%C3%BC%26c.parquet',
    );
  });

  it('lead through the start page with account and role, where there is one', () => {
    const console = awsConsole(STATE_MACHINE_ARN, {
      url: 'https://example.awsapps.com/start/',
      role: 'DataEngineer',
    });
    const link = console.execution(failedRun);
    expect(link).toMatch(
      /^https:\/\/example\.awsapps\.com\/start\/#\/console\?account_id=123456789012&role_name=DataEngineer&destination=https%3A%2F%2Feu-west-1/,
    );
    const { searchParams } = new URL(link.replace('/#/console', '/console'));
    expect(searchParams.get('destination')).toContain(failedRun.arn);
  });

  it('lead to the job or the function that a step called, where there is a page of it', () => {
    const console = awsConsole(STATE_MACHINE_ARN);
    const called = (step: Partial<Step>) => console.called(step as Step, succeededRun.jobs);
    const [job] = succeededRun.jobs;
    expect(called({ jobId: job.id, resource: 'emr-containers:startJobRun.sync' })).toBe(
      console.job(job),
    );
    expect(called({ resource: 'arn:aws:lambda:eu-west-1:123456789012:function:f:live' })).toBe(
      'https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/f',
    );
    expect(
      called({ resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' }),
    ).toBeUndefined();
    expect(called({ resource: 'dynamodb:putItem' })).toBeUndefined();
    expect(called({})).toBeUndefined();
  });

  it('know the consoles of China and of the government', () => {
    expect(
      awsConsole('arn:aws-cn:states:cn-north-1:1:stateMachine:m').execution({ arn: 'a' }),
    ).toMatch(/^https:\/\/cn-north-1\.console\.amazonaws\.cn\//);
  });
});

describe('the health of a pipeline', () => {
  const well: Readiness = { ...readiness, state: 'ok' };

  it.each<[string, Run[] | undefined, Readiness | undefined, string]>([
    ['a failed run', [failedRun, succeededRun], well, 'failing'],
    ['a failed run behind one that goes on', [runningRun, failedRun], well, 'failing'],
    ['a failed run that a good one followed', [succeededRun, failedRun], well, 'healthy'],
    ['a stopped run', [stoppedRun, succeededRun], well, 'healthy'],
    ['something to do', [succeededRun], readiness, 'todo'],
    ['a check that failed', [succeededRun], { ...readiness, state: 'failed' }, 'failing'],
    ['checks that could not be made', [succeededRun], { ...well, state: 'unknown' }, 'unknown'],
    ['no checks at all', [succeededRun], undefined, 'unknown'],
    ['runs that are not known', undefined, well, 'unknown'],
    ['no run yet', [], well, 'healthy'],
  ])('with %s', (_, runs, ready, health) => expect(healthOf(runs, ready, true)).toBe(health));

  it.each<[string, Run[], Readiness, string]>([
    ['a good run of some time ago', [succeededRun], well, 'unknown'],
    ['a failed run of some time ago', [failedRun], well, 'failing'],
    ['something to do some time ago', [succeededRun], readiness, 'todo'],
  ])('with %s', (_, runs, ready, health) => expect(healthOf(runs, ready, false)).toBe(health));
});

describe('the actions of a run', () => {
  const may = { start: true, stop: true, redrive: true };
  const possible = (run: Parameters<typeof choicesOf>[0], who = may) =>
    choicesOf(run, who)
      .filter(choice => choice.possible)
      .map(({ action }) => action);
  const row = ({ actions: _actions, ...run }: typeof failedRun) => run;

  it('are those that the backend calls possible', () => {
    expect(possible(failedRun)).toEqual(['redrive', 'rerun']);
    expect(possible(runningRun)).toEqual(['stop']);
  });

  it('are in the list those that make sense for the status', () => {
    expect(possible(row(succeededRun))).toEqual(['rerun']);
    expect(possible(row(failedRun))).toEqual(['redrive', 'rerun']);
    expect(possible(row(runningRun))).toEqual(['stop']);
  });

  it('are none for those who may do none', () => {
    expect(choicesOf(failedRun, { start: false, stop: false, redrive: false })).toEqual([]);
  });
});

describe('the way of a file', () => {
  const states = (run: typeof failedRun) => storyOf(run).map(({ id, state }) => `${id} ${state}`);

  it('ends where a run failed, although the copy was made', () => {
    expect(states(failedRun)).toEqual([
      'arrived done',
      'event done',
      'run failed',
      'job failed',
      'rows never',
      'lake done',
      'announced never',
    ]);
  });

  it('ends with a mail where a rule sends it, of each end that is no success', () => {
    const last = (run: typeof failedRun) => storyOf(run, true).at(-1)!.state;
    const ends = (['failed', 'timedOut', 'stopped'] as const).map(status =>
      last({ ...failedRun, status }),
    );
    expect(ends).toEqual(['mailed', 'mailed', 'mailed']);
    expect([succeededRun, duplicateRun, runningRun].map(last)).toEqual(['done', 'never', 'ahead']);
  });

  it('is stopped, not failed, where a person stopped the run', () => {
    const stopped = {
      ...failedRun,
      status: 'stopped' as const,
      jobs: failedRun.jobs.map(job => ({ ...job, state: 'CANCELLED' as const })),
    };
    expect(states(stopped).slice(2, 4)).toEqual(['run stopped', 'job stopped']);
  });

  it('has stations ahead while a run goes on', () => {
    expect(states(runningRun).slice(2)).toEqual([
      'run going',
      'job going',
      'rows ahead',
      'lake done',
      'announced ahead',
    ]);
  });

  it('takes for the copy to the lake the step that says where it lies, not any copy', () => {
    const other = { ...succeededRun.steps[3], id: '30', name: 'Keep results', output: '{}' };
    const run = { ...succeededRun, steps: [...succeededRun.steps, other] };
    expect(storyOf(run).find(({ id }) => id === 'lake')!.step).toBe('Copy to lake');
  });

  it('is told of a run with an input of any shape', () => {
    const odd = { ...succeededRun, input: '"text"', manifest: 'no json', trigger: undefined };
    expect(storyOf(odd)[0]).toMatchObject({ state: 'never' });
    expect(storyOf(odd).find(({ id }) => id === 'rows')!.words.rows).toBe('155');
  });
});

describe('the timeline', () => {
  it('has a lane for each step, and under it one for its job with its states', () => {
    const lanes = lanesOf(nest(succeededRun.steps), succeededRun, new Set());
    expect(lanes.map(({ step, depth }) => [step?.name ?? 'job', depth])).toEqual([
      ['Claim', 0],
      ['Process', 0],
      ['Run Spark', 1],
      ['job', 2],
      ['Copy to lake', 1],
      ['Read manifest', 0],
      ['Store results', 0],
      ['Announce', 0],
    ]);
    expect(lanes[3].bars.map(({ jobState }) => jobState)).toEqual([
      'PENDING',
      'SUBMITTED',
      'RUNNING',
    ]);
  });

  it('shows the pause between two tries as waiting', () => {
    const lanes = lanesOf(nest(failedRun.steps), failedRun, new Set());
    const { bars } = lanes.find(({ step }) => step?.name === 'Run Spark')!;
    expect(bars.map(({ kind, status }) => status ?? kind)).toEqual([
      'wait',
      'failed',
      'wait',
      'failed',
    ]);
  });

  it('has lines at round times', () => {
    expect(ticksOf(250, 7)).toEqual([0, 60, 120, 180, 240]);
    expect(ticksOf(3, 7)).toEqual([0, 1, 2, 3]);
  });
});

it('rounds shares down, so that one failure in a million is no hundred percent', () => {
  expect([1, 0.9999999, 0.991, 0].map(share => formatShare(share, 'en'))).toEqual([
    '100 %',
    '99.9 %',
    '99.1 %',
    '0 %',
  ]);
});

it('says lengths of time about, but 35 hours are no day', () => {
  const hours = [1.5, 24, 26, 35, 47.6, 167, 200].map(count => count * 3_600_000);
  expect([20_000, ...hours].map(formatAbout)).toEqual([
    '1 m',
    '2 h',
    '1 d',
    '1 d 2 h',
    '1 d 11 h',
    '2 d',
    '6 d 23 h',
    '8 d',
  ]);
});
