import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../steps/runCommand';

// Seconds; three million rows take about ten on a slow machine.
const LIMIT = 180;

/** What a file is to hold. */
export interface SampleOptions {
  rows: number;
  month: string;
  corrupt: boolean;
  /** The same seed gives the same bytes. */
  seed: number;
}

/** Makes parquet files of made-up taxi trips, one at a time: each takes a processor for itself. */
export class SampleData {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param python - command of the Python that has pyarrow
   * @param packageFolder - where the module taxi_data lies
   * @param directory - for the files while they are made
   */
  constructor(
    private readonly python: string,
    private readonly packageFolder: string,
    private readonly directory: string,
  ) {}

  /** @throws Error with the generator's own words. */
  make(options: SampleOptions): Promise<Buffer> {
    const made = this.#last.then(() => this.#make(options));
    this.#last = made.catch(() => {});
    return made;
  }

  async #make({ rows, month, corrupt, seed }: SampleOptions): Promise<Buffer> {
    await mkdir(this.directory, { recursive: true });
    const folder = await mkdtemp(join(this.directory, 'sample-'));
    try {
      const file = join(folder, 'trips.parquet');
      const { exitCode, output } = await runCommand(
        [
          this.python,
          ...['-m', 'taxi_data', '--rows', `${rows}`, '--month', month, '--seed', `${seed}`],
          ...(corrupt ? ['--corrupt'] : []),
          file,
        ],
        {
          cwd: folder,
          env: { PATH: process.env.PATH ?? '', HOME: folder, PYTHONPATH: this.packageFolder },
          limit: LIMIT,
          signal: new AbortController().signal,
        },
      );
      if (exitCode !== 0) {
        throw new Error(`the sample file could not be made: ${output.trim().split('\n').pop()}`);
      }
      return await readFile(file);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
