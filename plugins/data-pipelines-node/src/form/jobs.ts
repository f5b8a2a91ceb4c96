/** A Spark job that comes with the template: one self-contained file in `spark/jobs`. */
export interface StarterJob {
  /** The word for it in the form. */
  name: string;
  /** File name in `spark/jobs` and in the pipeline's `scripts/`. */
  file: string;
  title: string;
  /** One sentence: what it reads and what it writes. */
  description: string;
}

function starter(name: string, title: string, description: string): StarterJob {
  return { name, file: `${name.replaceAll('-', '_')}.py`, title, description };
}

/** The jobs of which a pipeline may start with one. A team changes its copy as it likes. */
export const STARTER_JOBS: readonly StarterJob[] = [
  starter(
    'taxi-summary',
    'Taxi summary',
    'Reads TLC yellow-taxi trips (parquet) and writes trips and revenue per vendor, the ten dearest trips and the use of each payment type.',
  ),
  starter(
    'taxi-trips-by-hour',
    'Taxi trips by hour',
    'Reads TLC yellow-taxi trips and writes trips, revenue, distance and speed by pickup zone and hour as a parquet table, and their sums as results.',
  ),
  starter(
    'aggregate',
    'Aggregate, without Python',
    'Groups any parquet, CSV or JSON Lines file by the columns named in the Spark settings spark.job.option.by and spark.job.option.measures.',
  ),
  starter(
    'starter',
    'My own',
    'The smallest job, with its test, to make your own: trips and money by payment type, until you change it.',
  ),
];

export const STARTER_JOB_NAMES = STARTER_JOBS.map(job => job.name) as [string, ...string[]];

/** The starter job of that name; the schema has refused all others. */
export function starterJob(name: string): StarterJob {
  const job = STARTER_JOBS.find(candidate => candidate.name === name);
  if (!job)
    throw new Error(`there is no starter job "${name}"; known are ${STARTER_JOB_NAMES.join(', ')}`);
  return job;
}
