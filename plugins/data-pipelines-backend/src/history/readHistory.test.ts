import type { RunDetail, Step } from 'backstage-plugin-data-pipelines-common';
import {
  duplicateRun,
  failedRun,
  runningRun,
  stoppedRun,
  succeededRun,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import { recordedHistory } from '../__testUtils__/recordedHistory';
import { readHistory } from './readHistory';

const read = (name: string) => readHistory(recordedHistory(name));

/** The steps on one line each: `name status (in parent)`. */
function outline(steps: Step[]) {
  return steps.map(step => {
    const parent = steps.find(({ id }) => id === step.parentId);
    const inside = parent ? ` (in ${parent.name})` : '';
    const iteration = step.iteration === undefined ? '' : ` #${step.iteration}`;
    return `${step.name}${iteration} ${step.status}${inside}`;
  });
}

function stepNamed(steps: Step[], name: string): Step {
  return steps.find(step => step.name === name)!;
}

describe('readHistory', () => {
  it('puts each step where it runs, though branches interleave', () => {
    expect(outline(read('succeeded').steps)).toEqual([
      'Claim succeeded',
      'Process succeeded',
      'Run Spark succeeded (in Process)',
      'Copy to lake succeeded (in Process)',
      'Read manifest succeeded',
      'Store results succeeded',
      'Announce succeeded',
    ]);
  });

  it('tells times, data and integration of a step', () => {
    const { steps, input, output } = read('succeeded');
    const spark = stepNamed(steps, 'Run Spark');
    expect(spark).toMatchObject({
      id: '9',
      type: 'Task',
      parentId: '7',
      resource: 'emr-containers:startJobRun.sync',
      startedAt: '2026-06-02T14:02:11.800Z',
      endedAt: '2026-06-02T14:05:56.100Z',
      tries: [{ startedAt: '2026-06-02T14:02:11.900Z', endedAt: '2026-06-02T14:05:56.000Z' }],
      jobId: '00000036p3a1kq0g1qf9b5l7c2',
      input,
    });
    expect(output).toBe('{"FailedEntryCount":0}');
  });

  it('tells the object that started the run', () => {
    expect(read('succeeded').trigger).toEqual({
      bucket: 'retail-taxi-daily-input-123456789012-eu-west-1',
      key: 'input/yellow_tripdata_2026-05.parquet',
      versionId: 'v-202605-1',
      size: 49961641,
    });
    expect(read('kinds').trigger).toBeUndefined();
  });

  it('tells the job from what was asked for and what came of it', () => {
    expect(read('succeeded').jobs).toEqual([
      {
        id: '00000036p3a1kq0g1qf9b5l7c2',
        name: 'c0a80f5e-5b1f-4f6c-9a53-0d8f2b3c4d11_6e1f',
        arn: 'arn:aws:emr-containers:eu-west-1:123456789012:/virtualclusters/7a1bc2def3gh4ij5kl6mn7opq/jobruns/00000036p3a1kq0g1qf9b5l7c2',
        virtualClusterId: '7a1bc2def3gh4ij5kl6mn7opq',
        state: 'COMPLETED',
        releaseLabel: 'emr-7.12.0-latest',
        createdAt: '2026-06-02T14:02:13.000Z',
        finishedAt: '2026-06-02T14:05:55.000Z',
        entryPoint: 's3://retail-taxi-daily-scripts-123456789012-eu-west-1/scripts/taxi_summary.py',
        arguments: succeededRun.jobs[0].arguments,
        sparkSubmitParameters: '--conf spark.driver.cores=1 --conf spark.driver.memory=2g',
        logUri: 's3://retail-taxi-daily-scripts-123456789012-eu-west-1/logs/',
      },
    ]);
  });

  it('leaves open what goes on', () => {
    const { steps, jobs, error, output } = read('running');
    expect(outline(steps)).toEqual([
      'Claim succeeded',
      'Process running',
      'Run Spark running (in Process)',
      'Copy to lake succeeded (in Process)',
    ]);
    expect(stepNamed(steps, 'Run Spark').endedAt).toBeUndefined();
    expect(jobs).toEqual([expect.objectContaining({ state: 'UNKNOWN' })]);
    expect([error, output]).toEqual([undefined, undefined]);
  });

  it('points to the map run of a Distributed Map', () => {
    expect(read('succeeded').mapRuns).toEqual([
      { stepId: '27', arn: expect.stringContaining(':mapRun:retail-taxi-daily/StoreResults:') },
    ]);
  });

  it("says why a Spark job failed in the job's own words, with every try", () => {
    const { steps, error, jobs } = read('failed-spark');
    const sentence = failedRun.error!.message;
    expect(error).toMatchObject({
      name: 'States.TaskFailed',
      message: sentence,
      step: 'Run Spark',
    });
    expect(JSON.parse(error!.cause!)).toMatchObject({ State: 'FAILED', StateDetails: sentence });
    expect(stepNamed(steps, 'Run Spark').tries.map(one => one.error?.message)).toEqual([
      expect.stringContaining('Rate exceeded'),
      sentence,
    ]);
    expect(jobs).toMatchObject([
      { state: 'FAILED', failureReason: 'USER_ERROR', stateDetails: sentence },
    ]);
    expect(stepNamed(steps, 'Process')).toMatchObject({
      status: 'failed',
      error: { step: 'Run Spark' },
    });
  });

  it('names the step whose error a Catch handed on to a Fail state', () => {
    const { steps, error } = read('failed-per-run-cluster');
    expect(error).toMatchObject({
      message: 'Driver exited with code 1: error: the file is no Parquet file',
      step: 'Run Spark',
    });
    expect(outline(steps)).toEqual([
      'Claim succeeded',
      'Process failed',
      'Create virtual cluster succeeded (in Process)',
      'Run Spark caught (in Process)',
      'Delete virtual cluster succeeded (in Process)',
      'Spark failed failed (in Process)',
    ]);
    expect(stepNamed(steps, 'Process').error?.message).toBe(error!.message);
    expect(stepNamed(steps, 'Spark failed').error?.message).toBe(error!.message);
  });

  it('goes on after a redrive with the step that had failed', () => {
    const { steps, error, jobs } = read('redriven');
    expect(error).toBeUndefined();
    expect(outline(steps)).toEqual([
      'Claim succeeded',
      'Process succeeded',
      'Run Spark succeeded (in Process)',
      'Copy to lake succeeded (in Process)',
    ]);
    expect(stepNamed(steps, 'Run Spark').tries).toHaveLength(3);
    expect(stepNamed(steps, 'Run Spark').error).toBeUndefined();
    expect(jobs.map(job => job.state)).toEqual(['FAILED', 'COMPLETED']);
  });

  it('tells a duplicate by its output', () => {
    const { duplicate, steps, error } = read('duplicate');
    expect(duplicate).toBe(true);
    expect(error).toBeUndefined();
    expect(outline(steps)).toEqual(['Claim caught', 'Already processed succeeded']);
    expect(stepNamed(steps, 'Claim').error?.name).toBe('DynamoDB.ConditionalCheckFailedException');
    expect(read('succeeded').duplicate).toBe(false);
  });

  it('tells what was stopped, and the reason given', () => {
    const { steps, error } = read('stopped');
    expect(error).toEqual({
      name: 'Stopped',
      message: 'Started with the wrong month',
      step: 'Run Spark',
    });
    expect(outline(steps)).toContain('Run Spark stopped (in Process)');
    expect(outline(steps)).toContain('Process stopped');
  });

  it('tells what was going on when the time of the run was up', () => {
    const { steps, error } = read('timed-out');
    expect(error).toMatchObject({ name: 'States.Timeout', step: 'Run Spark' });
    expect(outline(steps)).toContain('Run Spark timedOut (in Process)');
    expect(stepNamed(steps, 'Process').endedAt).toBe('2026-06-01T12:00:00.000Z');
  });

  it('knows all kinds of states, iterations, tries, and faults before a try', () => {
    const { steps, error } = read('kinds');
    expect(outline(steps)).toEqual([
      'Prepare succeeded',
      'Any? succeeded',
      'Settle succeeded',
      'Each succeeded',
      'Check #0 succeeded (in Each)',
      'Check #1 succeeded (in Each)',
      'Check #2 succeeded (in Each)',
      'Announce failed',
    ]);
    expect(steps.map(step => step.type).slice(0, 4)).toEqual(['Pass', 'Choice', 'Wait', 'Map']);
    expect(stepNamed(steps, 'Each').items).toEqual({
      total: 3,
      succeeded: 3,
      failed: 0,
      running: 0,
    });
    expect(steps[5].tries.map(one => one.error?.message)).toEqual([
      'RequestId: 7 Error: Task timed out after 3.00 seconds',
      undefined,
    ]);
    expect(error).toMatchObject({ name: 'States.QueryEvaluationError', step: 'Announce' });
  });

  it('reads what the sandbox recorded of a run that went well', () => {
    const { steps, jobs, trigger, mapRuns } = read('sandbox-succeeded');
    expect(outline(steps)).toEqual(outline(read('succeeded').steps));
    expect(trigger?.key).toBe('input/yellow_tripdata_2026-05.parquet');
    expect(jobs).toMatchObject([
      { state: 'COMPLETED', entryPoint: expect.stringContaining('taxi_summary.py') },
    ]);
    expect(mapRuns).toHaveLength(1);
    expect(stepNamed(steps, 'Store results').items).toBeUndefined();
  });

  it('reads what the sandbox recorded of a corrupt file, and of its redrive', () => {
    const failed = read('sandbox-failed');
    expect(failed.error).toMatchObject({
      message: expect.stringContaining('it is not a parquet file, or only a part of one'),
      step: 'Run Spark',
    });
    const { steps, jobs, error } = read('sandbox-redriven');
    expect(outline(steps)).toEqual([
      'Claim succeeded',
      'Process failed',
      'Run Spark failed (in Process)',
      'Copy to lake succeeded (in Process)',
      // The sandbox runs all of a Parallel again.
      'Copy to lake succeeded (in Process)',
    ]);
    expect(stepNamed(steps, 'Process').tries).toHaveLength(2);
    expect(stepNamed(steps, 'Run Spark').tries).toHaveLength(2);
    expect(jobs.map(job => job.state)).toEqual(['FAILED', 'FAILED']);
    expect(error?.step).toBe('Run Spark');
  });

  it('makes do with both ends of a long history', () => {
    const events = recordedHistory('failed-spark');
    const ends = [...events.slice(0, 8), ...events.slice(-3)];
    const { trigger, error } = readHistory(ends);
    expect(trigger?.key).toBe('input/yellow_tripdata_2026-06.parquet');
    expect(error?.message).toBe(failedRun.error!.message);
  });

  it('reads nothing from nothing', () => {
    expect(readHistory([])).toEqual({ duplicate: false, steps: [], jobs: [], mapRuns: [] });
  });

  it.each<[string, RunDetail]>([
    ['succeeded', succeededRun],
    ['running', runningRun],
    ['failed-spark', failedRun],
    ['stopped', stoppedRun],
    ['duplicate', duplicateRun],
  ])('gives the steps that the fixtures of the views show: %s', (name, fixture) => {
    const shape = ({ id, name: step, type, status, parentId, resource }: Step) => ({
      id,
      step,
      type,
      status,
      parentId,
      resource,
    });
    expect(read(name).steps.map(shape)).toEqual(fixture.steps.map(shape));
  });
});
