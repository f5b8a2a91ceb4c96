/** Of each line of EMR releases, the one that the jobs are tested for, and the PySpark that has its Spark. */
const RELEASES: readonly { line: string; release: string; pyspark: string }[] = [
  { line: 'emr-spark-', release: 'emr-spark-8.0.0', pyspark: '4.0.2' },
  { line: 'emr-', release: 'emr-7.12.0', pyspark: '3.5.6' },
];

/** What a job is tested with in its repository: the Spark that runs it on EMR, or the nearest that we test with. */
export function sparkOf(releaseLabel: string): { release: string; pyspark: string } {
  const { release, pyspark } = RELEASES.find(({ line }) => releaseLabel.startsWith(line))!;
  return { release, pyspark };
}
