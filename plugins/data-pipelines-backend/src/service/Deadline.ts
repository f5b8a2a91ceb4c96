import { TryLaterError } from '../errors/TryLaterError';
import { within } from '../provider';

/** The time that one request has for all its calls together. */
export class Deadline {
  private readonly ends: number;

  constructor(private readonly totalMs: number) {
    this.ends = Date.now() + totalMs;
  }

  /**
   * Does `work` as long as there is time; begins nothing when there is none. What was begun goes on when the time is
   * up, and its answer serves whoever asks next.
   */
  async race<T>(work: () => Promise<T>): Promise<T> {
    const left = this.ends - Date.now();
    if (left <= 0) {
      throw this.error();
    }
    const begun = work();
    try {
      return await within(left, () => begun);
    } catch (error) {
      throw (error as Error).name === 'TimeoutError' ? this.error() : error;
    }
  }

  private error() {
    return new TryLaterError(
      `AWS did not answer in ${this.totalMs / 1000} s: try again in a minute; if it stays so, the portal's owners can raise dataPipelines.runs.timeout`,
      30,
    );
  }
}
