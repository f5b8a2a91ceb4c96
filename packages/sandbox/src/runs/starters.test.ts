import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { STARTER_JOBS } from 'backstage-plugin-data-pipelines-node';
import { pythonBin } from '../sync/__testUtils__/testAws';
import { TestForm, TestRuns } from './__testUtils__/TestRuns';

jest.setTimeout(600_000);

/** What a form has to say for a job beside its name. */
const MORE: Record<string, Partial<TestForm>> = {
  aggregate: {
    spark: {
      conf: {
        'spark.job.option.by': 'payment_type',
        'spark.job.option.measures': 'count,sum(fare_amount)',
      },
    },
  },
};
/** A result that each job has for the sample data, whatever its numbers. */
const EXPECTED: Record<string, RegExp[]> = {
  'taxi-summary': [/^summary$/, /^vendor#1$/, /^top-trip#10$/, /^payment-type#1$/],
  'taxi-trips-by-hour': [/^summary$/, /^hour#00$/, /^zone#\d+$/],
  aggregate: [/^summary$/, /^group#1$/],
  starter: [/^summary$/, /^payment-type#1$/],
};

function sampleTrips(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'trips-'));
  const file = join(folder, 'trips.parquet');
  execFileSync(join(pythonBin(), 'python'), ['-m', 'taxi_data', '--rows', '2000', file], {
    cwd: join(resolvePackagePath('sandbox'), 'data'),
  });
  const body = readFileSync(file);
  rmSync(folder, { recursive: true });
  return body;
}

describe('the starter job', () => {
  const runs = new TestRuns().register();
  let trips: Buffer;

  beforeAll(() => {
    trips = sampleTrips();
  });

  it.each(STARTER_JOBS.map(job => job.name))(
    '%s runs from the form to the table, as it is',
    async job => {
      // No two names may be alike, and some jobs have long ones.
      const name = `s-${STARTER_JOBS.findIndex(starter => starter.name === job)}`;
      const pipeline = await runs.make({ name, job, ...MORE[job] }, null);
      const key = 'input/2024-01/trips.parquet';
      const run = await pipeline.run(key, trips);
      expect(run).toMatchObject({ status: 'SUCCEEDED' });
      const rows = await pipeline.rows(run.name!);
      expect(JSON.parse(run.output!).rowsOut).toBe(rows.length);
      for (const expected of EXPECTED[job]) {
        expect(rows.map(({ sk }) => sk.S)).toContainEqual(expect.stringMatching(expected));
      }
      const kept = await pipeline.keys(pipeline.lake, `lake/${name}/`);
      expect(kept).toContain(`lake/${name}/${key}`);
      expect(kept).toContain(`lake/${name}/results/run=${run.name}/results.jsonl`);
      const tables = kept.filter(path => path.includes('/trips-by-hour/run='));
      expect(tables.length > 0).toBe(job === 'taxi-trips-by-hour');
    },
  );
});
