import type { Taken } from '../store';

/** Runs of a machine changed. */
export interface Change extends Taken {
  machineId: number;
}

/** Tells those who asked that runs changed. What a listener does wrong hurts no other. */
export class Changes {
  private readonly listeners = new Set<(change: Change) => Promise<void> | void>();

  constructor(private readonly onError: (error: unknown) => void) {}

  listen(listener: (change: Change) => Promise<void> | void): void {
    this.listeners.add(listener);
  }

  async tell(change: Change): Promise<void> {
    if (!change.runIds.length) {
      return;
    }
    await Promise.all(
      [...this.listeners].map(async listener => {
        try {
          await listener(change);
        } catch (error) {
          this.onError(error);
        }
      }),
    );
  }
}
