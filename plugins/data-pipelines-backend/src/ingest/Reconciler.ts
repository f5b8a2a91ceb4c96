import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import { inParallel, within } from '../provider';
import { forget, type Keep, type Machine, type MachineStore, type RunStore } from '../store';
import type { CatalogSync } from './CatalogSync';
import type { HistoryKeeper } from './HistoryKeeper';
import type { MachineCheck } from './MachineCheck';
import { nextCheck, type SyncIntervals } from './schedule';

/** Machines asked about at once; the budget holds back what would be too much. */
const CONCURRENCY = 8;
const BATCH = 64;
/** Runs that go on whose jobs are looked at with each check, where no events tell of them. */
const OPEN_LOOKED_AT = 20;
/** A person waits for what a first look brings beside the list itself, but not for long. */
const FIRST_LOOK_MS = 1_500;
const CATALOG_MS = 60_000;
const FORGET_MS = 3_600_000;
/** Where the last event is younger, push works. */
const PUSH_ALIVE_MS = 86_400_000;

/** What a round came to, for the log and the metrics. */
export interface Round {
  pipelines?: number;
  checked: number;
  failed: number;
  histories: number;
  summaries: number;
  forgotten: number;
}

/**
 * Makes the store say what AWS says: what events told in time needs no repair, what they lost is found here. Runs under
 * a lock that all replicas share. Its calls grow with pipelines and their changes, never with viewers.
 */
export class Reconciler {
  private catalogAt = -Infinity;
  private forgottenAt = -Infinity;

  constructor(
    private readonly deps: {
      knex: Knex;
      machines: MachineStore;
      runs: RunStore;
      catalog: CatalogSync;
      check: MachineCheck;
      /** The same for a person who waits: out of the whole budget. */
      firstCheck: MachineCheck;
      histories: HistoryKeeper;
      /** Makes the figures of machines whose runs changed; tells of how many. */
      summarize: (until: number, signal?: AbortSignal) => Promise<number>;
      intervals: SyncIntervals;
      keep: Keep;
      logger: LoggerService;
      now?: () => number;
    },
  ) {}

  /** One round: the catalog, then what is due, then histories, until `untilMs` have passed or nothing is left to do. */
  async run(signal?: AbortSignal, untilMs = 25_000): Promise<Round> {
    const until = Date.now() + untilMs;
    const round: Round = { checked: 0, failed: 0, histories: 0, summaries: 0, forgotten: 0 };
    const now = this.now();
    if (now - this.catalogAt >= CATALOG_MS) {
      try {
        round.pipelines = await this.deps.catalog.run();
        this.catalogAt = now;
      } catch (error) {
        this.deps.logger.warn(
          `The pipelines of the catalog are read later: ${(error as Error).message}`,
        );
      }
    }
    const stop = () => signal?.aborted || Date.now() >= until;
    const failed = new Set<number>();
    while (!stop()) {
      const due = await this.deps.machines.due(this.now(), BATCH);
      if (!due.length) break;
      await inParallel(due, CONCURRENCY, async machine => {
        if (stop()) return;
        if (await this.check(machine)) round.checked += 1;
        else failed.add(machine.id);
      });
      // Between machines, so that the newest runs are complete before the oldest are listed.
      round.histories += await this.deps.histories.readSome(
        Math.min(until, Date.now() + 5_000),
        signal,
      );
    }
    round.failed = failed.size;
    round.histories += await this.deps.histories.readSome(until, signal);
    round.summaries = await this.deps.summarize(until + 10_000, signal);
    if (this.now() - this.forgottenAt >= FORGET_MS) {
      round.forgotten = await forget(this.deps.knex, this.deps.keep, this.now(), signal);
      this.forgottenAt = this.now();
    }
    return round;
  }

  /** Asks about one machine now, e.g. since somebody looks at it for the first time. Rejects with what AWS answered. */
  async checkNow(machine: Machine): Promise<void> {
    if (!(await this.check(machine, this.deps.firstCheck))) {
      const problem = this.problems.get(machine.id);
      if (problem) throw problem;
    }
    // The newest with their objects and jobs, as far as AWS is quick; the next round reads the others.
    const until = Date.now() + FIRST_LOOK_MS;
    await within(FIRST_LOOK_MS, () =>
      this.deps.histories.readSome(until, undefined, { machineId: machine.id }),
    ).catch(() => undefined);
  }

  private readonly problems = new Map<number, Error>();

  private async check(machine: Machine, check = this.deps.check): Promise<boolean> {
    const { machines, runs } = this.deps;
    try {
      await check.run(machine);
      const fresh = (await machines.byId(machine.id)) ?? machine;
      const done = fresh.backfilled || (await check.backfill(fresh));
      const open = await runs.open(machine.id);
      const pushed = await this.isPushed(machine);
      if (!pushed && open.length) {
        await runs.readOpenAgain(machine.id, OPEN_LOOKED_AT);
      }
      const state = { now: this.now(), openRuns: open.length, pushed };
      await machines.update(machine.id, {
        // One that has older runs to be read is due again at once, behind all others.
        dueAt: done ? nextCheck(fresh, state, this.deps.intervals) : this.now(),
      });
      this.problems.delete(machine.id);
      return true;
    } catch (error) {
      const gone = error instanceof NotFoundError;
      // A new pipeline is in the catalog before its machine is made: nothing is wrong, and it is looked for again soon.
      const unborn = gone && machine.checkedAt === undefined;
      const failures = machine.failures + 1;
      const state = { now: this.now(), openRuns: 0, pushed: false };
      this.problems.set(machine.id, error as Error);
      await machines.update(machine.id, {
        problem: unborn ? null : (error as Error).message,
        failures,
        dueAt:
          gone && !unborn
            ? this.now() + this.deps.intervals.idleMs
            : nextCheck({ ...machine, failures }, state, this.deps.intervals),
      });
      if (!machine.problem && !unborn) {
        await machines.touch(machine.id);
      }
      this.deps.logger.debug(`${machine.arn} was not checked: ${(error as Error).message}`);
      return false;
    }
  }

  private async isPushed({ accountId, region }: Machine): Promise<boolean> {
    const at = await this.deps.machines.lastEventAt(accountId, region);
    return at !== undefined && this.now() - at < PUSH_ALIVE_MS;
  }

  private now(): number {
    return (this.deps.now ?? Date.now)();
  }
}
