/** Keeps what was used last, up to a weight. */
export class LruCache<V> {
  // A Map keeps the order of insertion; what is used is inserted anew, so the first is what was not used for longest.
  private readonly entries = new Map<string, { value: V; weight: number }>();
  private weight = 0;

  /** @param capacity - largest sum of weights, in whatever unit the weights have */
  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): V | undefined {
    const entry = this.entries.get(key);
    if (entry) {
      this.entries.delete(key);
      this.entries.set(key, entry);
    }
    return entry?.value;
  }

  set(key: string, value: V, weight: number) {
    this.delete(key);
    if (weight > this.capacity) {
      return; // alone it would push out everything else
    }
    this.entries.set(key, { value, weight });
    this.weight += weight;
    for (const oldest of this.entries.keys()) {
      if (this.weight <= this.capacity) {
        break;
      }
      this.delete(oldest);
    }
  }

  delete(key: string) {
    this.weight -= this.entries.get(key)?.weight ?? 0;
    this.entries.delete(key);
  }
}
