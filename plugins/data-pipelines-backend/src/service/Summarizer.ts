import type { Knex } from 'knex';
import {
  type Machine,
  type MachineStore,
  readFigures,
  RunQueries,
  type Summary,
  type SummaryStore,
  toRun,
} from '../store';
import { medianChange, startOf, toStatistics } from './statistics';

const DAYS = 30;
/** Figures over 30 days change even where nothing happens. */
const OLD_MS = 6 * 3_600_000;
/** Milliseconds within which the changes of a machine are counted once. */
const GATHER_MS = 300;

/** Makes the figures of a machine anew after its runs changed: by changes, never by viewers. */
export class Summarizer {
  private readonly dirty = new Set<number>();
  private timer?: NodeJS.Timeout;
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly deps: {
      knex: Knex;
      machines: MachineStore;
      summaries: SummaryStore;
      onError: (error: unknown) => void;
      now?: () => number;
    },
  ) {}

  /** Takes note that runs of a machine changed. */
  changed(machineId: number): void {
    this.dirty.add(machineId);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const ids = [...this.dirty];
      this.dirty.clear();
      this.working = this.working.then(() => this.make(ids)).catch(this.deps.onError);
    }, GATHER_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** Makes what no change of this process has led to: after a start, by other replicas, by the passing of time. */
  async catchUp(until: number, signal?: AbortSignal): Promise<number> {
    let made = 0;
    while (!signal?.aborted && Date.now() < until) {
      const ids = await this.deps.summaries.outdated(this.now() - OLD_MS, 100);
      if (!ids.length) break;
      await this.make(ids);
      made += ids.length;
    }
    return made;
  }

  private async make(ids: number[]): Promise<void> {
    for (const id of ids) {
      const machine = await this.deps.machines.byId(id);
      if (machine) {
        await this.deps.summaries.keep(id, machine.version, this.now(), await this.of(machine));
      }
    }
  }

  private async of(machine: Machine): Promise<Summary> {
    const now = this.now();
    const queries = new RunQueries(this.deps.knex);
    const [figures, last] = await Promise.all([
      readFigures(this.deps.knex, machine.id, startOf(DAYS, now)),
      queries.page(machine.id, {}, undefined, 1),
    ]);
    // After the others, for nobody waits, and each of its queries takes a connection of its own.
    const decisive = await queries.lastDecisive(machine.id);
    const statistics = toStatistics(figures, DAYS, now);
    const [newest] = last.facts;
    const change = medianChange(figures.successes, now);
    return {
      runs30d: statistics.total,
      ...(newest && {
        lastRun: toRun(
          newest,
          `${machine.arn.replace(':stateMachine:', ':execution:')}:${newest.runId}`,
        ),
      }),
      ...(decisive && { lastOutcome: decisive.status }),
      ...(statistics.successRate !== undefined && { successRate: statistics.successRate }),
      ...(statistics.p50Ms !== undefined && { p50Ms: statistics.p50Ms }),
      ...(change !== undefined && { p50Change: change }),
      ...(figures.lastSuccessAt !== undefined && { lastSuccessAt: figures.lastSuccessAt }),
      ...(statistics.usualIntervalMs !== undefined && {
        usualIntervalMs: statistics.usualIntervalMs,
      }),
    };
  }

  private now(): number {
    return (this.deps.now ?? Date.now)();
  }
}
