import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { type AwsBudget, backoffMs } from '../budget';
import { TryLaterError } from '../errors/TryLaterError';
import { type AwsCall, fromAws, isThrottle, isTransient } from './awsErrors';

/** Tries in all of a call that AWS could not answer. Each takes a token of its own. */
const TRIES = 3;

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

/** What an {@link AwsCaller} goes by. */
export interface AwsCallerOptions {
  logger: LoggerService;
  /** Milliseconds for a call with all its tries. */
  timeoutMs: number;
  /** Where each try takes its token; without it nothing holds the calls back. */
  budget?: AwsBudget;
  /** True for what nobody waits for: it leaves a part of the budget to those who do. */
  background?: boolean;
}

/**
 * Makes calls to AWS: within the budget, tried again after a growing pause where that may help, each in its time, and
 * what it throws comes out as one of our errors. The SDK's own tries are switched off, for they know no budget.
 */
export class AwsCaller {
  constructor(private readonly deps: AwsCallerOptions) {}

  async call<T>(call: AwsCall, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { logger, timeoutMs, budget } = this.deps;
    const ends = Date.now() + timeoutMs;
    let before: unknown;
    for (let attempt = 1; ; attempt++) {
      await this.takeToken(call, ends - Date.now(), before);
      try {
        return await within(Math.max(1, ends - Date.now()), work);
      } catch (error) {
        // What AWS said exactly is for the log; callers get a sentence.
        logger.debug(`${call.action} on ${call.thing} failed: ${stringifyError(error)}`);
        const pause = backoffMs(attempt);
        if (isThrottle(error)) {
          budget?.throttled(call, pause);
        }
        if (attempt === TRIES || !isTransient(error) || Date.now() + pause >= ends) {
          throw fromAws(error, call);
        }
        before = error;
        await new Promise(resolve => setTimeout(resolve, pause));
      }
    }
  }

  private async takeToken(call: AwsCall, patienceMs: number, before: unknown) {
    const { budget, background } = this.deps;
    if (budget && !(await budget.take(call, { background, patienceMs }))) {
      if (before) {
        throw fromAws(before, call); // what AWS said tells more than that there is no time for another try
      }
      if (budget.isPaused(call)) {
        throw fromAws(Object.assign(new Error('held back'), { name: 'ThrottlingException' }), call);
      }
      throw new TryLaterError(
        `The portal has used its share of AWS's quota for ${call.action} in account ${call.accountId}, region ` +
          `${call.region}: try again in a minute; the portal's owners can raise dataPipelines.aws.budget.share`,
        30,
      );
    }
  }
}
