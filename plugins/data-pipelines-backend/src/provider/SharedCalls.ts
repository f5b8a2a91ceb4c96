import { LruCache } from './LruCache';

interface Entry {
  until: number;
  answer: Promise<unknown>;
}

/**
 * Shares answers between callers: those who ask while a call is under way, or shortly after it, get its answer. So the
 * calls to AWS grow with what is looked at, not with how many look.
 */
export class SharedCalls {
  private readonly recent: LruCache<Entry>;

  /**
   * @param ttlMs - how long an answer is used again, counted from when the call began
   * @param capacity - largest sum of weights; that of an answer is 1, unless `weightOf` says otherwise
   */
  constructor(
    private readonly ttlMs: number,
    capacity = 1_000,
    private readonly weightOf: (answer: unknown) => number = () => 1,
  ) {
    this.recent = new LruCache(capacity);
  }

  /** Answers that are held at the moment. */
  get size(): number {
    return this.recent.size;
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
      value => {
        entry.until = began + this.ttlMs;
        if (this.recent.get(key) === entry) {
          this.recent.set(key, entry, this.weightOf(value));
        }
        setTimeout(() => this.drop(key, entry), Math.max(0, entry.until - Date.now())).unref();
      },
      () => this.drop(key, entry), // a failure is not kept
    );
    return answer;
  }

  /** Lets go of an answer, which may be big, unless a newer one has taken its place. */
  private drop(key: string, entry: Entry) {
    if (this.recent.get(key) === entry) {
      this.recent.delete(key);
    }
  }
}
