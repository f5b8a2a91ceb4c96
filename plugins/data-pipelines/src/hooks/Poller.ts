import { isRetryable } from './isRetryable';

/** What is known of a thing on the server, and how well. */
export interface Polled<T> {
  /** The last that was loaded; kept when a later load fails. */
  data?: T;
  /** When `data` was loaded, in ms since the epoch. */
  asOf?: number;
  /** Why the last load failed; gone when one succeeds. */
  error?: Error;
  /** True while a load is under way. */
  loading: boolean;
  /** True when another load will follow the failed one by itself. */
  retrying: boolean;
}

/** How a {@link Poller} loads and how often. */
export interface PollerOptions<T> {
  /** Loads, and says how the result changes what is known by then. */
  load(signal: AbortSignal, current: T | undefined): Promise<(current: T | undefined) => T>;
  /**
   * Milliseconds to the next load; `undefined` when nothing more will change. `pushed` says that the
   * backend has told of changes before, so that loads are but a safety net.
   */
  interval(data: T, pushed: boolean): number | undefined;
  /** Changes that are told in a burst cause one load in this time. Default: 1,000 ms. */
  burst?: number;
  /** Whether a failed load is tried again by itself. Default: what {@link isRetryable} says. */
  retries?(error: unknown): boolean;
}

/** While nobody looks, a change may be seen this late (ms). */
const HIDDEN_INTERVAL = 30_000;
/** Data older than this (ms) is loaded again when a person comes back to the tab. */
const OLD_WHEN_SHOWN = 60_000;
/** A load that takes longer (ms) counts as failed. */
const TIMEOUT = 30_000;
/** What {@link PollerOptions.burst} is where nothing else is said. */
const BURST = 1_000;
const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;

class TimeoutError extends Error {
  readonly name = 'TimeoutError';

  constructor(ms: number) {
    super(`no answer within ${ms / 1000} s`);
  }
}

/**
 * Loads one thing again and again while somebody looks: one load at a time, slower in a hidden tab,
 * with growing pauses while loads fail, and not at all once nothing more will change.
 * Knows nothing of React.
 */
export class Poller<T> {
  private state: Polled<T> = { loading: true, retrying: false };
  private readonly listeners = new Set<() => void>();
  private inFlight?: AbortController;
  private timer?: ReturnType<typeof setTimeout>;
  private failures = 0;
  private pushed = false;
  private missed = false;

  constructor(private readonly options: PollerOptions<T>) {}

  private get burst() {
    return this.options.burst ?? BURST;
  }

  readonly getState = () => this.state;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  start() {
    document.addEventListener('visibilitychange', this.onVisibility);
    this.refresh();
  }

  /** Aborts the load under way; nothing is heard of it any more. */
  stop() {
    document.removeEventListener('visibilitychange', this.onVisibility);
    clearTimeout(this.timer);
    this.timer = undefined;
    this.inFlight?.abort();
    this.inFlight = undefined;
  }

  /** Loads now, unless a load is under way. */
  readonly refresh = () => {
    if (this.inFlight) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.set({ loading: true });
    this.run();
  };

  /** Loads soon, since the backend told of a change; many changes at once cause one load. */
  readonly changed = () => {
    this.pushed = true;
    if (this.inFlight) {
      // The load under way may have left before the change.
      this.missed = true;
    } else if (!this.state.error) {
      this.schedule(this.burst, this.state.asOf);
    } else if (this.timer === undefined) {
      // However much changes, loads that fail keep their growing pauses.
      this.schedule(this.pause());
    }
  };

  /** Changes what is known without a load, e.g. by a page that was loaded aside. */
  update(change: (current: T) => T) {
    if (this.state.data !== undefined) this.set({ data: change(this.state.data) });
  }

  private async run() {
    const controller = new AbortController();
    this.inFlight = controller;
    this.missed = false;
    const timeout = setTimeout(() => controller.abort(new TimeoutError(TIMEOUT)), TIMEOUT);
    try {
      const change = await Promise.race([
        this.options.load(controller.signal, this.state.data),
        rejectOnAbort(controller.signal),
      ]);
      if (this.inFlight !== controller) return;
      const data = change(this.state.data);
      this.inFlight = undefined;
      this.failures = 0;
      this.set({ data, asOf: Date.now(), error: undefined, loading: false, retrying: false });
      this.schedule(this.missed ? this.burst : this.options.interval(data, this.pushed));
    } catch (error) {
      if (this.inFlight !== controller) return;
      this.inFlight = undefined;
      const retrying = (this.options.retries ?? isRetryable)(error);
      this.set({ error: asError(error), loading: false, retrying });
      if (retrying || this.missed) this.schedule(this.pause());
    } finally {
      clearTimeout(timeout);
    }
  }

  /** Doubles with each failure; the jitter keeps many tabs from knocking at the same moment. */
  private pause() {
    const pause = Math.min(FIRST_RETRY * 2 ** this.failures, LAST_RETRY);
    this.failures += 1;
    return pause * (0.8 + Math.random() * 0.4);
  }

  /** The next load, `delay` ms after `since`, which is but for changes the present. */
  private schedule(delay: number | undefined, since = Date.now()) {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (delay === undefined) return;
    const due = since + (document.hidden ? Math.max(delay, HIDDEN_INTERVAL) : delay);
    this.timer = setTimeout(this.refresh, Math.max(0, due - Date.now()));
  }

  private readonly onVisibility = () => {
    if (document.hidden) return;
    const age = Date.now() - (this.state.asOf ?? 0);
    if (this.timer !== undefined || age > OLD_WHEN_SHOWN) this.refresh();
  };

  private set(change: Partial<Polled<T>>) {
    this.state = { ...this.state, ...change };
    this.listeners.forEach(listener => listener());
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
