import { failedRun, stoppedRun } from 'backstage-plugin-data-pipelines-common/fixtures';
import type { FailureCause, Job, RunDetail } from 'backstage-plugin-data-pipelines-common';
import { recordedHistory } from '../__testUtils__/recordedHistory';
import { readHistory } from '../history';
import { diagnose } from './diagnose';
import { failedJob } from './failedJob';

const failed = (message: string, name = 'States.TaskFailed'): RunDetail => ({
  ...failedRun,
  error: { name, message, step: 'Run Spark' },
});

describe('diagnose', () => {
  it.each<[FailureCause, string]>([
    [
      'accessDenied',
      'java.nio.file.AccessDeniedException: s3://b/k: getFileStatus: Status Code: 403',
    ],
    [
      'accessDenied',
      'User: arn:aws:sts::1:assumed-role/x is not authorized to perform: s3:GetObject',
    ],
    [
      'missingScript',
      "python3: can't open file 's3://b/scripts/taxi.py': [Errno 2] No such file or directory",
    ],
    [
      'missingScript',
      'java.io.FileNotFoundException: No such file or directory: s3://b/scripts/taxi_summary.py',
    ],
    ['missingColumn', 's3://b/k.parquet has no column fare_amount; it has VendorID'],
    ['missingColumn', 'AnalysisException: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column ...'],
    ['outOfMemory', 'java.lang.OutOfMemoryError: Java heap space'],
    ['outOfMemory', 'The executor with id 1 exited with exit code 137'],
    ['imagePull', 'Back-off: ImagePullBackOff for container spark-kubernetes-driver'],
    ['throttled', 'Rate exceeded (Service: EmrContainers, Status Code: 429)'],
    ['throttled', 'ProvisionedThroughputExceededException'],
    ['clusterUnavailable', 'Virtual cluster 7a1 is ARRESTED'],
    ['badInput', 'java.lang.RuntimeException: s3a://b/k is not a Parquet file'],
    ['badInput', 'there are no rows in s3://b/k'],
    ['other', 'ZeroDivisionError: division by zero'],
  ])('knows %s by its words: %s', (cause, message) => {
    const told = diagnose(failed(message), undefined);
    expect(told).toMatchObject({ cause, sentence: message });
    expect(told.hint.length).toBeGreaterThan(40);
  });

  it("knows a timeout by Step Functions' word, and a cancelled job by EMR's", () => {
    expect(diagnose(failed('no details', 'States.Timeout'), undefined).cause).toBe('timeout');
    expect(
      diagnose({ ...failedRun, status: 'timedOut', error: undefined }, undefined),
    ).toMatchObject({
      cause: 'timeout',
      sentence: 'The run took longer than its limit allows.',
      action: 'rerun',
    });
    expect(diagnose(failed('x'), { ...failedRun.jobs[0], state: 'CANCELLED' }).cause).toBe(
      'cancelled',
    );
    expect(diagnose(stoppedRun, undefined)).toMatchObject({
      cause: 'cancelled',
      action: 'redrive',
    });
  });

  it.each(['timedOut', 'failed'] as const)(
    'does not take a job that was cancelled since time ran out for one that somebody stopped: %s',
    status => {
      const run = { ...failed('no details', 'States.Timeout'), status };
      const cancelled: Job = { id: 'j', virtualClusterId: 'v', state: 'CANCELLED' };
      expect(diagnose(run, cancelled).cause).toBe('timeout');
    },
  );

  it('finds no cause in the script and the settings of the job that failed', () => {
    const { error, jobs } = readHistory(recordedHistory('sandbox-failed'));
    const message = '[PATH_NOT_FOUND] Path does not exist: s3://b/input/k.parquet';
    expect(error!.cause).toContain('taxi_summary.py');
    expect(diagnose({ ...failedRun, error: { ...error!, message } }, undefined).cause).toBe(
      'badInput',
    );
    const settings = '{"SparkSubmitParameters": "--conf spark.executor.memoryOverhead=2g"}';
    for (const odd of [{ message: settings }, { message: 'x', cause: settings }]) {
      expect(diagnose({ ...failedRun, error: { name: 'E', ...odd } }, jobs[1]).cause).toBe('other');
    }
  });

  it('says it in the words of the log, and points to the lines', () => {
    const log = { id: 'x', pod: 'driver', role: 'driver', stream: 'stdout', size: 1 } as const;
    const reason = {
      sentence: 'KeyError: fare',
      at: 3,
      first: 1,
      lines: ['Traceback', '  x', 'KeyError: fare'],
    };
    const told = diagnose(failedRun, failedRun.jobs[0], { log, reason, firstLine: 200 });
    expect(told).toMatchObject({
      sentence: 'KeyError: fare',
      jobId: failedRun.jobs[0].id,
      failureReason: 'USER_ERROR',
      excerpt: { logId: 'x', stream: 'stdout', firstLine: 201, lines: reason.lines },
    });
  });
});

describe('failedJob', () => {
  const [job] = failedRun.jobs;

  it('is the job of the step that failed', () => {
    expect(failedJob(failedRun)).toBe(job);
    expect(failedJob({ ...failedRun, jobs: [{ ...job, state: 'COMPLETED' }] })).toBeUndefined();
  });

  it('is not the job of another branch, which was cut off by the failure', () => {
    const message = 'AccessDenied: you may not write to the lake';
    const run: RunDetail = {
      ...failedRun,
      error: { name: 'S3.S3Exception', message, step: 'Copy to lake' },
      jobs: [{ ...job, state: 'CANCELLED' }],
    };
    expect(failedJob(run)).toBeUndefined();
    expect(diagnose(run, failedJob(run))).toMatchObject({
      cause: 'accessDenied',
      sentence: message,
    });
  });

  it('is the last job where no step is known to have failed', () => {
    expect(failedJob({ ...failedRun, error: undefined })).toBe(job);
  });
});
