import type { SignalsService } from '@backstage/plugin-signals-node';
import { type PipelineSignal, SIGNAL_CHANNEL } from 'backstage-plugin-data-pipelines-common';
import type { MachineStore, PipelineStore } from '../store';

/** Milliseconds within which the changes of a machine become one signal. */
const GATHER_MS = 250;

/**
 * Tells open pages that a pipeline's runs changed. Anybody signed in may listen to a channel, so a signal says which
 * pipeline and nothing of its runs: pages then ask the routes, which decide.
 */
export class RunSignals {
  private readonly waiting = new Map<number, NodeJS.Timeout>();

  constructor(
    private readonly deps: {
      signals: SignalsService;
      machines: MachineStore;
      pipelines: PipelineStore;
      onError: (error: unknown) => void;
    },
  ) {}

  /** Takes note of a change; a burst of them makes one signal. */
  changed(machineId: number): void {
    if (!this.waiting.has(machineId)) {
      const timer = setTimeout(() => {
        this.waiting.delete(machineId);
        this.send(machineId).catch(this.deps.onError);
      }, GATHER_MS);
      this.waiting.set(machineId, timer);
    }
  }

  stop(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
  }

  private async send(machineId: number): Promise<void> {
    const { machines, pipelines, signals } = this.deps;
    const machine = await machines.byId(machineId);
    if (!machine) {
      return;
    }
    for (const entityRef of await pipelines.refsOf(machineId)) {
      const message: PipelineSignal = { entityRef, version: machine.version };
      await signals.publish({
        recipients: { type: 'broadcast' },
        channel: SIGNAL_CHANNEL,
        message,
      });
    }
  }
}
