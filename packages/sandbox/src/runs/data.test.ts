import { PLAIN_JOB, TestRuns } from './__testUtils__/TestRuns';

jest.setTimeout(600_000);

const KEYS = [
  'input/2024/01/day=02/trips.json',
  'input/a folder/with  spaces and + and %20 & =.json',
  'input/fahrten füße/таблица 数据 🚕.json',
];

describe('a run on data', () => {
  const runs = new TestRuns().register();

  it.each(KEYS)('takes the key %p as it is, from the event to the lake', async key => {
    const pipeline = await runs.make({ name: 'keys' });
    const body = JSON.stringify({ rows: 2, key });
    const run = await pipeline.run(key, body);
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    expect(await pipeline.text(pipeline.lake, `lake/keys/${key}`)).toBe(body);
    const { arguments: given } = await pipeline.manifest(run.name!);
    expect(given).toEqual(expect.arrayContaining(['--input', `s3://${pipeline.input}/${key}`]));
    expect(await pipeline.rows(run.name!)).toHaveLength(2);
  });

  it('takes only keys that end as the form says', async () => {
    const pipeline = await runs.make({ name: 'suffix', trigger: { suffix: '.json' } });
    await pipeline.put('input/not.txt', '{}');
    await pipeline.run('input/yes.json', {});
    const inputs = await Promise.all(
      (await pipeline.executions()).map(({ executionArn }) => pipeline.end(executionArn!)),
    );
    expect(inputs.map(({ input }) => JSON.parse(input!).detail.object.key)).toEqual([
      'input/yes.json',
    ]);
  });
});

describe('a claim', () => {
  const runs = new TestRuns().register();

  it('lets one of many events of the same object through, at whatever time they come', async () => {
    const pipeline = await runs.make({ name: 'claims' });
    const first = await pipeline.drop('input/one.json', {});
    const event = JSON.parse((await pipeline.end(first)).input!);
    // A second version, of which six events come at once.
    event.detail.object['version-id'] = 'another';
    delete event.detail.object.etag;
    const versionless = structuredClone(event);
    delete versionless.detail.object['version-id'];
    versionless.detail.object.etag = 'the-same';
    const started = await Promise.all(Array.from({ length: 6 }, () => pipeline.start(versionless)));
    const outcomes = await Promise.all(started.map(arn => pipeline.end(arn)));
    expect(outcomes.map(({ status }) => status)).toEqual(Array(6).fill('SUCCEEDED'));
    const duplicates = outcomes.filter(({ output }) => JSON.parse(output!).duplicate);
    expect(duplicates).toHaveLength(5);

    const again = await pipeline.end(await pipeline.start(versionless));
    expect(JSON.parse(again.output!)).toEqual({ duplicate: true });
    const rerun = await pipeline.end(await pipeline.start({ ...versionless, rerun: true }));
    expect(JSON.parse(rerun.output!)).toMatchObject({ duplicate: false, rowsOut: 1 });
  });

  it('takes a new version of the same key for new data', async () => {
    const pipeline = await runs.make({ name: 'versions' });
    const first = await pipeline.run('input/one.json', { rows: 1 });
    const second = await pipeline.run('input/one.json', { rows: 3 });
    expect(JSON.parse(first.output!)).toMatchObject({ duplicate: false, rowsOut: 1 });
    expect(JSON.parse(second.output!)).toMatchObject({ duplicate: false, rowsOut: 3 });
  });
});

describe('results', () => {
  const runs = new TestRuns().register();

  it('reach table and lake, ten thousand rows of them, 25 of 20 kB, and never pass through a state', async () => {
    const pipeline = await runs.make({ name: 'many', results: { retentionDays: 30 } });
    const run = await pipeline.run('input/many.json', { rows: 10_000, large: 25 });
    expect(run.status).toBe('SUCCEEDED');
    const rows = await pipeline.rows(run.name!);
    expect(rows).toHaveLength(10_000);
    expect(new Set(rows.map(({ sk }) => sk.S)).size).toBe(10_000);
    expect(Number(rows[0].expiresAt.N)).toBeGreaterThan(Date.now() / 1000 + 29 * 86400);

    const { results } = JSON.parse(run.output!);
    const key = `lake/many/results/run=${run.name}/results.jsonl`;
    expect(results).toBe(`s3://${pipeline.lake}/${key}`);
    const kept = (await pipeline.text(pipeline.lake, key)).trim().split('\n');
    expect(kept).toHaveLength(10_000);

    // The limit of a state is 262,144 bytes, and these rows have ten times that.
    const sizes = (await pipeline.history(run.executionArn!)).map(
      event => JSON.stringify(event).length,
    );
    expect(kept.join('\n').length).toBeGreaterThan(2_000_000);
    expect(Math.max(...sizes)).toBeLessThan(10_000);
  });
});

describe('a run on a script', () => {
  const runs = new TestRuns().register();

  it('runs the very script that was uploaded, over everything under the prefix', async () => {
    const pipeline = await runs.make({
      name: 'scripted',
      trigger: { on: 'script', prefix: 'orders/' },
    });
    expect(await pipeline.executions()).toEqual([]);
    await pipeline.put('orders/2024/a.json', { rows: 3 });
    const key = 'scripts/another.py';
    const scripts = pipeline.plan.buckets.scripts.name;
    const run = await pipeline.run(
      key,
      PLAIN_JOB.replaceAll('"results.jsonl"', '"other.jsonl"'),
      scripts,
    );
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    // Only the uploaded script calls its results so.
    expect(await pipeline.manifest(run.name!)).toMatchObject({
      results: 'other.jsonl',
      rowsOut: 3,
    });
    expect(await pipeline.text(pipeline.lake, `lake/scripted/${key}`)).toContain('other.jsonl');
    expect(await pipeline.rows(run.name!)).toHaveLength(3);
  });
});
