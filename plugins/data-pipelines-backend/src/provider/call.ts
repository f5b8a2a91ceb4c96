import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { type AwsCall, fromAws } from './awsErrors';

/** Rejects when the time is up, even where the work cannot be interrupted (credentials, DNS). */
export async function within<T>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error(`no answer in ${timeoutMs} ms`), { name: 'TimeoutError' }));
      controller.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(controller.signal), expired]);
  } finally {
    clearTimeout(timer);
  }
}

/** Makes calls to AWS: each has its time, and what it throws comes out as one of our errors. */
export class AwsCaller {
  constructor(private readonly deps: { logger: LoggerService; timeoutMs: number }) {}

  async call<T>(call: AwsCall, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await within(this.deps.timeoutMs, work);
    } catch (error) {
      // What AWS said exactly is for the log; callers get a sentence.
      this.deps.logger.debug(`${call.action} on ${call.thing} failed: ${stringifyError(error)}`);
      throw fromAws(error, call);
    }
  }
}
