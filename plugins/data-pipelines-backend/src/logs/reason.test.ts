import { findReason } from './reason';

const lines = (text: string) => text.split('\n');

describe('findReason', () => {
  it("trusts the job's own line most, and shows the traceback that led to it", () => {
    const log = lines(
      [
        '24/06/03 06:17:20 INFO SparkContext: Running Spark version 3.5.6',
        'error: s3://b/k.parquet has no column fare_amount; it has VendorID, fare',
        'Traceback (most recent call last):',
        '  File "/tmp/taxi_summary.py", line 712, in main',
        '    job(args)',
        'JobError: s3://b/k.parquet has no column fare_amount; it has VendorID, fare',
        '24/06/03 06:17:21 INFO ShutdownHookManager: Shutdown hook called',
      ].join('\n'),
    );
    expect(findReason(log)).toEqual({
      sentence: 's3://b/k.parquet has no column fare_amount; it has VendorID, fare',
      at: 1,
      first: 1,
      lines: log.slice(1, 6),
    });
  });

  it('takes the last traceback of several', () => {
    const log = lines(
      [
        'Traceback (most recent call last):',
        '  File "a.py", line 1, in <module>',
        'KeyError: 1',
        'During handling of the above exception, another exception occurred:',
        'Traceback (most recent call last):',
        '  File "a.py", line 3, in <module>',
        'pyspark.errors.exceptions.captured.AnalysisException: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name `fare` cannot be resolved.',
      ].join('\n'),
    );
    expect(findReason(log)).toMatchObject({
      at: 6,
      first: 4,
      sentence: expect.stringContaining('UNRESOLVED_COLUMN'),
    });
  });

  it('goes down to the deepest cause that the JVM told Python', () => {
    const log = lines(
      [
        'Traceback (most recent call last):',
        '  File "job.py", line 9, in <module>',
        'py4j.protocol.Py4JJavaError: An error occurred while calling o42.parquet.',
        ': org.apache.spark.SparkException: Job aborted due to stage failure',
        '\tat org.apache.spark.A.b(A.scala:1)',
        'Caused by: java.io.IOException: wrapped',
        '\tat x.Y.z(Y.java:2)',
        '\t... 12 more',
        'Caused by: java.lang.RuntimeException: s3a://b/k is not a Parquet file',
        '\tat x.Y.z(Y.java:9)',
        '',
      ].join('\n'),
    );
    expect(findReason(log)).toEqual({
      sentence: 'java.lang.RuntimeException: s3a://b/k is not a Parquet file',
      at: 8,
      first: 0,
      lines: log.slice(0, 10),
    });
  });

  it('finds a Java exception where there is no Python', () => {
    const log = lines(
      [
        '24/06/03 06:17:20 INFO ok',
        'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
        '\tat java.base/java.util.Arrays.copyOf(Arrays.java:3537)',
        '24/06/03 06:17:21 INFO ShutdownHookManager: Shutdown hook called',
      ].join('\n'),
    );
    expect(findReason(log)).toMatchObject({
      at: 1,
      sentence: 'java.lang.OutOfMemoryError: Java heap space',
    });
  });

  it('looks for an exception at the beginning of a line only, however long the line is', () => {
    const far = `${'ERROR '.repeat(10_000)}java.lang.IllegalStateException: no`;
    const near = `java.lang.IllegalStateException: ${'no '.repeat(1_000)}end`;
    expect(findReason([far, '\tat Main.main(Main.java:1)'])).toBeUndefined();
    expect(findReason([near, '\tat Main.main(Main.java:1)'])?.sentence).toBe(near);
  });

  it('keeps the line that says it among those shown of a very long traceback', () => {
    const log = [
      'Traceback (most recent call last):',
      ...Array.from({ length: 500 }, (_, i) => `  File "deep.py", line ${i}`),
      'RecursionError: maximum recursion depth exceeded',
    ];
    const reason = findReason(log)!;
    expect(reason.lines).toHaveLength(51);
    expect(reason.lines.at(-1)).toBe('RecursionError: maximum recursion depth exceeded');
    expect(log[reason.first]).toBe(reason.lines[0]);
  });

  it.each([
    [[]],
    [['INFO done', 'INFO an Error is only mentioned here']],
    [['Traceback (most recent call last):', '  File "cut.py", line 1']],
  ])('says nothing where nothing is told: %j', log => {
    expect(findReason(log)).toBeUndefined();
  });
});
