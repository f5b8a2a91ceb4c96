/** Lets what concerns the same thing happen one after the other; different things do not wait for each other. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Acts once all that was asked for this key before has ended, well or badly. */
  take<T>(key: string, act: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).catch(() => {}).then(act);
    this.#last.set(key, turn);
    return turn;
  }
}
