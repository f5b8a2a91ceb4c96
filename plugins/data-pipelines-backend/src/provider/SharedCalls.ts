import { LruCache } from './LruCache';

/**
 * Shares answers between callers: those who ask while a call is under way, or shortly after it, get its answer. So the
 * calls to AWS grow with what is looked at, not with how many look.
 */
export class SharedCalls {
  private readonly recent: LruCache<{ until: number; answer: Promise<unknown> }>;

  /** @param ttlMs - how long an answer is used again, counted from when the call began */
  constructor(
    private readonly ttlMs: number,
    maxEntries = 1_000,
  ) {
    this.recent = new LruCache(maxEntries);
  }

  share<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.recent.get(key);
    if (known && Date.now() < known.until) {
      return known.answer as Promise<T>;
    }
    const answer = make();
    // While it is under way it is shared however long it takes.
    const entry = { until: Infinity, answer };
    this.recent.set(key, entry, 1);
    const began = Date.now();
    answer.then(
      () => (entry.until = began + this.ttlMs),
      () => (entry.until = 0), // a failure is not kept
    );
    return answer;
  }
}
