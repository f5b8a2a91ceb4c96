/** What a run of one key came to: done, or to be tried again after a while. */
export type RunOutcome = 'done' | 'retry';

/** How a queue works. */
export interface SyncQueueOptions {
  /** Keys that run at once. */
  parallel: number;
  run(key: string, signal: AbortSignal): Promise<RunOutcome>;
  /** Milliseconds before the next try, after so many in a row. */
  backOff?(tries: number): number;
}

interface Entry {
  controller?: AbortController;
  /** Wanted again while it runs. */
  again: boolean;
  tries: number;
  timer?: NodeJS.Timeout;
}

const SLOWEST = 30_000;

/**
 * Runs each key by itself, a few keys at once. A key that is asked for while it runs is stopped and run again: what it
 * was doing is out of date.
 */
export class SyncQueue {
  readonly #entries = new Map<string, Entry>();
  readonly #waiting: string[] = [];
  readonly #options: SyncQueueOptions;
  #running = 0;
  #stopped = false;
  #idle: (() => void)[] = [];

  constructor(options: SyncQueueOptions) {
    this.#options = options;
  }

  /** Asks for a run. */
  request(key: string): void {
    if (this.#stopped) {
      return;
    }
    const entry = this.#entries.get(key) ?? { again: false, tries: 0 };
    this.#entries.set(key, entry);
    clearTimeout(entry.timer);
    entry.timer = undefined;
    entry.tries = 0;
    if (entry.controller) {
      entry.again = true;
      entry.controller.abort();
    } else if (!this.#waiting.includes(key)) {
      this.#waiting.push(key);
    }
    this.#next();
  }

  /** Resolves when nothing runs and nothing waits. */
  async idle(): Promise<void> {
    if (this.#entries.size > 0) {
      await new Promise<void>(done => this.#idle.push(done));
    }
  }

  /** Stops everything and resolves once it has stopped. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.length = 0;
    for (const [key, entry] of this.#entries) {
      clearTimeout(entry.timer);
      entry.controller?.abort();
      if (!entry.controller) {
        this.#entries.delete(key);
      }
    }
    await this.idle();
  }

  #next() {
    while (this.#running < this.#options.parallel && this.#waiting.length > 0) {
      const key = this.#waiting.shift()!;
      void this.#run(key, this.#entries.get(key)!);
    }
  }

  async #run(key: string, entry: Entry) {
    const { run, backOff = doubling } = this.#options;
    this.#running++;
    entry.controller = new AbortController();
    const outcome = await run(key, entry.controller.signal).catch(() => 'retry' as const);
    this.#running--;
    entry.controller = undefined;
    if (entry.again && !this.#stopped) {
      entry.again = false;
      this.#waiting.push(key);
    } else if (outcome === 'retry' && !this.#stopped) {
      entry.tries++;
      entry.timer = setTimeout(() => {
        entry.timer = undefined;
        this.#waiting.push(key);
        this.#next();
      }, backOff(entry.tries));
    } else {
      this.#entries.delete(key);
    }
    this.#next();
    if (this.#entries.size === 0) {
      this.#idle.splice(0).forEach(done => done());
    }
  }
}

function doubling(tries: number): number {
  return Math.min(1000 * 2 ** (tries - 1), SLOWEST);
}
