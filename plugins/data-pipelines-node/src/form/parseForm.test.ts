import fc from 'fast-check';
import { MINIMAL, rightForms, withValue } from '../__testUtils__/forms';
import { parseForm } from './parseForm';
import { formatProblem, problemsError } from './problems';

/** The one problem that the minimal form has when this field holds this value. */
function problemOf(path: string, value: unknown) {
  const { form, problems } = parseForm(withValue(MINIMAL, path, value));
  expect(form).toBeUndefined();
  expect(problems).toHaveLength(1);
  return problems[0];
}

describe('parseForm', () => {
  it('fills in a default for everything but team, name, owner, platform and repoUrl', () => {
    expect(parseForm(MINIMAL)).toEqual({
      problems: [],
      form: {
        ...MINIMAL,
        description: '',
        trigger: { on: 'data', prefix: 'input/', suffix: '' },
        job: 'taxi-summary',
        buckets: {},
        spark: {
          releaseLabel: 'emr-7.12.0-latest',
          driver: { cores: 1, memory: '1g' },
          executor: { cores: 1, memory: '2g', min: 1, max: 4, spot: false },
          nodes: { selector: {}, tolerations: [] },
          conf: {},
        },
        virtualCluster: 'pipeline',
        notifications: [],
        results: { deletionProtection: false, retentionDays: 0 },
        limits: { timeoutMinutes: 60, maxAttempts: 2, concurrentRuns: 4 },
        logs: { cloudWatch: false, retentionDays: 30 },
        encryption: { kmsKeyArn: '' },
        deletion: { buckets: 'retain' },
      },
    });
    expect(parseForm({}).problems.map(p => p.path)).toEqual([
      'team',
      'name',
      'owner',
      'platform',
      'repoUrl',
    ]);
  });

  it.each([
    ['team', 'Retail'],
    ['team', 'a'],
    ['team', 'a-b'],
    ['team', 'x'.repeat(21)],
    ['name', 'taxi_daily'],
    ['name', '-daily'],
    ['name', 'taxi--daily'],
    ['name', 'taxi-'],
    ['name', 'x'.repeat(41)],
    ['owner', 'component:default/x'],
    ['owner', 'group:default/'],
    ['platform', 'Sand Box'],
    ['description', ' leading space'],
    ['description', 'x'.repeat(201)],
    ['trigger.on', 'time'],
    ['deletion.buckets', 'keep'],
    ['encryption.kmsKeyArn', 'alias/data'],
    ['limits.timeoutMinutes', 4],
    ['limits.concurrentRuns', 101],
    ['logs.retentionDays', 31],
    ['results.retentionDays', -1],
    ['trigger.prefix', '/input/'],
    ['trigger.prefix', 'input'],
    ['trigger.prefix', '../'],
    ['trigger.prefix', 'a//'],
    ['trigger.suffix', '*.parquet'],
    ['job', 'no-such-job'],
    ['buckets.input', 'UPPER'],
    ['buckets.scripts', '192.168.0.1'],
    ['buckets.lake', 'xn--lake'],
    ['spark.releaseLabel', 'latest'],
    ['spark.driver.memory', '511m'],
    ['spark.driver.memory', '1.5g'],
    ['spark.executor.memory', '0g'],
    ['spark.executor.cores', 0],
    ['spark.executor.cores', 1.5],
    ['spark.executor.max', 1001],
    ['virtualCluster', 'always'],
    ['identity', 'keys'],
    ['repoUrl', 'https://github.com/acme/x'],
    ['repoUrl', 'github.com'],
  ])('refuses %s = %p and names the field, the value and the remedy', (path, value) => {
    const problem = problemOf(path, value);
    expect(problem.path).toBe(path);
    expect(problem.value).toBe(String(value).length > 80 ? undefined : String(value));
    expect(problem.message).toMatch(/^[A-Z].*; .*\.$/);
  });

  it('keeps accounts and other texts as texts: a number is refused', () => {
    expect(problemOf('team', 12)).toEqual({
      path: 'team',
      value: '12',
      message: 'This must be a text (put it into quotes); write it so.',
    });
  });

  it('refuses fields that it does not know and names those that it does', () => {
    expect(problemOf('trigger.sufix', '.csv')).toEqual({
      path: 'trigger.sufix',
      value: '.csv',
      message: 'The form has no such field; remove it or use one of on, prefix, suffix.',
    });
    expect(problemOf('accountId', '123456789012').path).toBe('accountId');
  });

  it.each(['scripts/', 'output/x/', 'logs/', 'lake/taxi/'])(
    'refuses %s as the place of the input, where the pipeline writes itself',
    prefix => {
      expect(problemOf('trigger.prefix', prefix).message).toContain('he pipeline writes to');
    },
  );

  it('refuses "input" as the name of the input bucket, since it means "shared with the input"', () => {
    expect(problemOf('buckets.input', 'input').message).toContain('shared with itself');
  });

  it.each([
    ['spark.executor.memory', 'use those'],
    ['spark.dynamicAllocation.maxExecutors', 'use those'],
    ['spark.kubernetes.namespace', 'EMR sets it'],
    ['Spark.Kubernetes.namespace', 'begins with "spark."'],
    ['spark.KUBERNETES.driver.podTemplateFile', 'EMR sets it'],
    ['spark.submit.deployMode', 'EMR sets it'],
    ['spark.hadoop.fs.s3a.secret.key', 'secret'],
    ['spark.hadoop.fs.s3a.access.key', 'secret'],
    ['spark.authenticate.secret', 'who may talk to Spark'],
    ['spark.sql.x y', 'begins with "spark."'],
  ])('refuses the Spark setting %s and says why', (key, why) => {
    const problem = problemOf('spark.conf', { [key]: '1' });
    expect(problem).toMatchObject({ path: 'spark.conf', value: key });
    expect(problem.message).toContain(why);
  });

  it.each(['a b', '"x"', "it's", 'a\\b', '$HOME', '', 'x'.repeat(501)])(
    'refuses the value %p of a Spark setting, which a command line would not carry',
    value => {
      expect(problemOf('spark.conf', { 'spark.sql.x': value }).path).toBe('spark.conf');
    },
  );

  it.each([
    'a',
    'a@b',
    '@example.com',
    'a b@example.com',
    'a@example.com, b@example.com',
    'a..b@example.com',
    'a@-x.com',
  ])('refuses %p as an e-mail address', email => {
    expect(problemOf('notifications', [email]).path).toBe('notifications.0');
  });

  it.each([
    ['a b', 'x'],
    ['-x', 'x'],
    ['node', 'with space'],
    ['example.org/', 'x'],
    ['x', ''],
  ])('refuses the label %s=%s of nodes', (key, value) => {
    expect(problemOf('spark.nodes.selector', { [key]: value }).path).toBe('spark.nodes.selector');
  });

  it.each(['dedicated=spark', 'dedicated', 'a=b:Never', 'a b:NoSchedule', ':NoExecute'])(
    'refuses %p as a toleration and says how kubectl writes one',
    toleration => {
      expect(problemOf('spark.nodes.tolerations', [toleration])).toMatchObject({
        path: 'spark.nodes.tolerations.0',
        message: expect.stringContaining('dedicated=spark:NoSchedule'),
      });
    },
  );

  it('takes at most ten addresses', () => {
    const emails = Array.from({ length: 11 }, (_, i) => `a${i}@example.com`);
    expect(problemOf('notifications', emails).message).toContain('at most 10');
  });

  it('says everything that is wrong at once, each at its field', () => {
    const { problems } = parseForm({
      team: 'X',
      spark: { executor: { cores: 0 }, conf: { foo: '1', 'spark.submit.x': '1' } },
      trigger: { prefix: 'x', on: 'never' },
      unknown: true,
    });
    expect(problems.map(p => p.path).sort()).toEqual(
      [
        'team',
        'name',
        'owner',
        'platform',
        'repoUrl',
        'spark.executor.cores',
        'spark.conf',
        'spark.conf',
        'trigger.prefix',
        'trigger.on',
        'unknown',
      ].sort(),
    );
    expect(problemsError(problems).message.split('\n')).toHaveLength(12);
    expect(formatProblem(problems.find(p => p.path === 'team')!)).toMatch(/^team "X": A team is/);
  });

  it.each([null, undefined, 'text', 5, [], true])('refuses %p, which is no form', input => {
    expect(parseForm(input).problems).toHaveLength(1);
  });

  it('accepts every form that is right', () => {
    fc.assert(
      fc.property(rightForms, form => {
        expect(parseForm(form).problems).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('never answers anything but problems, and never with an error, to whatever else comes', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
        input => {
          const { form, problems } = parseForm(input);
          expect(form).toBeUndefined();
          expect(problems.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
