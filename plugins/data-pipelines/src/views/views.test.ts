import { Step, sizingOf } from 'backstage-plugin-data-pipelines-common';
import {
  pipelineEntity,
  STATE_MACHINE_ARN,
  succeededRun,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import { copyCommand, platformOf, redriveCommand, rerunCommand } from './aws';
import { formatBytes, formatClock, formatDuration, formatRelative, splitKey } from './parts/format';
import { nest } from './run/nest';
import { medianOf } from './runs/medianOf';

describe('durations, sizes and times', () => {
  it.each([
    [0, '0 s'],
    [20, '< 0.1 s'],
    [400, '0.4 s'],
    [9_960, '10 s'],
    [48_000, '48 s'],
    [250_000, '4 m 10 s'],
    [242_000, '4 m 02 s'],
    [3_840_000, '1 h 04 m'],
    [93_600_000, '1 d 02 h'],
    [-5, '0 s'],
  ])('%d ms read %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it('counts bytes by 1024', () => {
    expect([812, 12_582_912].map(formatBytes)).toEqual(['812 B', '12.0 MiB']);
  });

  it('tells how long ago something was', () => {
    expect(formatRelative(0, 720_000, 'en')).toBe('12 minutes ago');
    expect(formatRelative(0, 3_000, 'en')).toBeUndefined();
    // In the zone of whoever looks, so that a day is the same day for the test as for them.
    const at = (day: number, year = 2026) => new Date(year, 5, day, 14, 2).getTime();
    expect(formatClock(at(3), 'en', false, at(3))).toMatch(/^14:02 \S+$/);
    expect(formatClock(at(2), 'en', false, at(3))).toMatch(/^Jun 2, 14:02 \S+$/);
    expect(formatClock(at(3, 2025), 'en', false, at(3))).toMatch(/^Jun 3, 2025, 14:02 \S+$/);
  });

  it('splits a key into folders and file', () => {
    expect(splitKey('input/2026/trips.parquet')).toEqual({
      prefix: 'input/2026/',
      file: 'trips.parquet',
    });
    expect(splitKey('trips.parquet')).toEqual({ prefix: '', file: 'trips.parquet' });
    expect(splitKey('input/folder/')).toEqual({ prefix: 'input/', file: 'folder/' });
  });

  it('takes the median over the runs that did their whole work', () => {
    const run = (ms: number) => ({
      ...succeededRun,
      endedAt: new Date(Date.parse(succeededRun.startedAt) + ms).toISOString(),
    });
    expect(medianOf([run(10), run(30), { ...run(1), status: 'duplicate' }])).toBe(20);
    expect(medianOf([])).toBeUndefined();
  });
});

describe('commands', () => {
  it('quote what a shell would take apart', () => {
    expect(copyCommand("s3://b/it's (1).parquet")).toBe(
      `aws s3 cp FILE 's3://b/it'\\''s (1).parquet'`,
    );
  });

  it('go to the endpoint of the platform that the pipeline lives on', () => {
    const sandbox = {
      name: 'sandbox',
      title: 'Sandbox',
      accountId: '123456789012',
      region: 'eu-west-1',
      identity: 'irsa' as const,
      endpoint: 'http://127.0.0.1:4566',
    };
    const elsewhere = { ...sandbox, name: 'other', region: 'us-east-1' };
    const platform = platformOf(pipelineEntity, [elsewhere, sandbox]);
    expect(platform).toBe(sandbox);
    expect(redriveCommand('arn:aws:states:eu-west-1:1:execution:m:e', platform?.endpoint)).toBe(
      'aws --endpoint-url http://127.0.0.1:4566 --region eu-west-1 stepfunctions redrive-execution --execution-arn arn:aws:states:eu-west-1:1:execution:m:e',
    );
  });
});

describe('rerun', () => {
  it('starts a run with the same input, marked as a rerun', () => {
    expect(rerunCommand(pipelineEntity, '{"detail":{}}')).toBe(
      `aws --region eu-west-1 stepfunctions start-execution --state-machine-arn ${STATE_MACHINE_ARN} --input '{"detail":{},"rerun":true}'`,
    );
    expect(rerunCommand(pipelineEntity, undefined)).toBeUndefined();
  });
});

describe('steps', () => {
  const step = (id: string, parentId?: string) => ({ id, parentId }) as Step;

  it('hang under their parents; one without a known parent stays at the top', () => {
    const tree = nest([step('1'), step('2', '1'), step('3', '2'), step('4', '9'), step('5', '5')]);
    expect(tree.map(node => node.step.id)).toEqual(['1', '4', '5']);
    expect(tree[0].children[0].children[0].step.id).toBe('3');
  });
});

describe('size of a job', () => {
  it('is read out of the submit parameters; what says nothing of it is kept', () => {
    expect(
      sizingOf(
        '--conf spark.driver.cores=1 --conf spark.driver.memory=2g --conf spark.executor.instances=3 ' +
          '--conf spark.executor.cores=2 --conf spark.executor.memory=4g --conf "spark.app.name=a b" --py-files s3://b/x.zip',
      ),
    ).toEqual({
      driver: { cores: 1, memory: '2g' },
      executor: { cores: 2, memory: '4g' },
      executors: '3',
      other: ['--conf "spark.app.name=a b"', '--py-files s3://b/x.zip'],
    });
    expect(sizingOf(undefined)).toEqual({ other: [] });
  });
});
