/** The clock that a bucket goes by; tests bring their own. */
export interface Clock {
  /** Milliseconds, never going back. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Time that does not jump when somebody sets the machine's clock. */
export const monotonicClock: Clock = {
  now: () => performance.now(),
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
};

/**
 * Lets through as many calls as a bucket that refills steadily holds, in the order in which they came.
 *
 * Calls of the background leave a reserve, so that a person who looks at a page never waits behind the reconciler.
 */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;
  private blockedUntil = 0;
  /** Ends of the queues: whoever comes next waits for who came before. */
  private readonly turns = { live: Promise.resolve(), background: Promise.resolve() };

  /**
   * @param burst - most calls at once
   * @param perSecond - calls that come back each second
   */
  constructor(
    readonly burst: number,
    readonly perSecond: number,
    private readonly clock: Clock = monotonicClock,
  ) {
    this.tokens = burst;
    this.filledAt = clock.now();
  }

  /** Tokens there are now; never more than `burst`. */
  get level(): number {
    const now = this.clock.now();
    this.tokens = Math.min(
      this.burst,
      this.tokens + ((now - this.filledAt) * this.perSecond) / 1000,
    );
    this.filledAt = now;
    return this.tokens;
  }

  /**
   * Takes one token, waiting for it up to `patienceMs`.
   *
   * @returns whether there was one in that time
   */
  take(options: { background?: boolean; patienceMs: number }): Promise<boolean> {
    const lane = options.background ? 'background' : 'live';
    const deadline = this.clock.now() + options.patienceMs;
    const turn = this.turns[lane].then(() => this.wait(options.background ?? false, deadline));
    this.turns[lane] = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  /** AWS throttles though there were tokens: others use the quota, too. Nothing goes out for a while. */
  pause(ms: number) {
    this.blockedUntil = Math.max(this.blockedUntil, this.clock.now() + ms);
    this.tokens = this.level / 2;
  }

  /** Whether it holds back since AWS throttled. */
  get paused(): boolean {
    return this.blockedUntil > this.clock.now();
  }

  private async wait(background: boolean, deadline: number): Promise<boolean> {
    // One too small for a reserve is never fuller than its burst: waiting for more would be for ever.
    const needed = background ? Math.min(this.burst, 1 + this.burst / 4) : 1;
    for (;;) {
      const now = this.clock.now();
      const missing = Math.max(0, needed - this.level);
      const pause = Math.max((missing * 1000) / this.perSecond, this.blockedUntil - now);
      if (pause <= 0) {
        this.tokens -= 1;
        return true;
      }
      if (now + pause > deadline) {
        return false;
      }
      await this.clock.sleep(Math.max(1, Math.ceil(pause)));
    }
  }
}
