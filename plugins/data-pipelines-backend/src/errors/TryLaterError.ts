import { ServiceUnavailableError } from '@backstage/errors';

/** AWS cannot answer now, but may soon. */
export class TryLaterError extends ServiceUnavailableError {
  /** Seconds after which to ask again. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}
