/** The end of a stream of bytes. */
export class Tail {
  #chunks: Buffer[] = [];
  #size = 0;
  #cut = false;

  /** @param limit - bytes that are kept */
  constructor(private readonly limit: number) {}

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size > 2 * this.limit) {
      this.#size -= this.#chunks.shift()?.length ?? 0;
      this.#cut = true;
    }
  }

  /** What was kept, and a mark where something is missing before it. */
  text(): string {
    const all = Buffer.concat(this.#chunks);
    const cut = this.#cut || all.length > this.limit;
    return `${cut ? '[…]\n' : ''}${all.subarray(-this.limit).toString('utf8')}`;
  }
}
