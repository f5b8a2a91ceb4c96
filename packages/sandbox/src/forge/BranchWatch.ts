import { EventEmitter } from 'node:events';
import type { Push } from './Forge';
import { Turns } from './Turns';

/** Knows where the branches of each repository stood last, and tells of each move once, however it came. */
export class BranchWatch {
  readonly #events = new EventEmitter();
  readonly #seen = new Map<string, Map<string, string>>();
  // Two looks at the same time would tell of the same move twice.
  readonly #turns = new Turns();

  constructor(
    private readonly branches: (owner: string, name: string) => Promise<Map<string, string>>,
  ) {}

  /** Calls the listener for each branch that was made or moved; the answer ends that. */
  onPush(listener: (push: Push) => void): () => void {
    this.#events.on('push', listener);
    return () => this.#events.off('push', listener);
  }

  /** Does something that may move branches, and tells of those that moved, even if it failed half way. */
  async during<T>(owner: string, name: string, act: () => Promise<T>): Promise<T> {
    await this.#look(owner, name);
    try {
      return await act();
    } finally {
      await this.#look(owner, name);
    }
  }

  #look(owner: string, name: string): Promise<void> {
    const key = `${owner}/${name}`;
    return this.#turns.take(key, async () => {
      const now = await this.branches(owner, name);
      const before = this.#seen.get(key);
      this.#seen.set(key, now);
      // The first look after a start only learns: what was there then is no push.
      if (!before) return;
      for (const [branch, commit] of now) {
        if (before.get(branch) !== commit) {
          this.#events.emit('push', { owner, name, branch, commit } satisfies Push);
        }
      }
    });
  }
}
