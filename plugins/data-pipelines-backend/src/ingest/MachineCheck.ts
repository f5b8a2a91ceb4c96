import { InputError, NotFoundError } from '@backstage/errors';
import { TryLaterError } from '../errors/TryLaterError';
import type { Execution, RunProvider } from '../provider';
import type { Changes } from '../signal/Changes';
import {
  type Machine,
  type MachinePatch,
  type MachineStore,
  PRECISION,
  type RunFact,
  type RunStore,
} from '../store';

const DAY = 86_400_000;
/** AWS forgets what ended longer ago. */
const KEPT_MS = 90 * DAY;
/** A run can be redriven for 14 days after its end; and it may have taken its time. */
const REDRIVABLE_MS = 16 * DAY;
/** AWS's list agrees with itself only after a while, so each look reaches back behind the one before. */
const OVERLAP_MS = 10 * 60_000;
const FIRST_PAGE = 100;
const PAGE = 1_000;
/** Pages of old runs in one go, so that many machines get their turn. */
const BACKFILL_PAGES = 5;

/**
 * Asks AWS what became of a machine's runs, and makes the store say the same: new runs, runs whose end was not heard of,
 * redriven ones, and bit by bit those from before the portal knew the machine.
 */
export class MachineCheck {
  constructor(
    private readonly deps: {
      runs: RunStore;
      machines: MachineStore;
      provider: RunProvider;
      changes: Changes;
      deepMs: number;
      now?: () => number;
    },
  ) {}

  /** @throws what AWS answered; the store then has what was learned until then */
  async run(machine: Machine): Promise<void> {
    const now = (this.deps.now ?? Date.now)();
    const deep = machine.deepAt === undefined || now - machine.deepAt > this.deps.deepMs;
    // By AWS's own times, for this machine's clock may be wrong. At the first look one page; the rest is backfill's.
    const floor =
      machine.newestAt === undefined
        ? Infinity
        : machine.newestAt - (deep ? REDRIVABLE_MS : OVERLAP_MS);
    const found = await this.listBackTo(machine, floor);
    await this.closeUnseen(machine, found.seen);
    await this.deps.machines.update(machine.id, {
      checkedAt: now,
      problem: null,
      failures: 0,
      ...(deep && { deepAt: now }),
      ...(found.newestAt !== undefined && {
        newestAt: Math.max(found.newestAt, machine.newestAt ?? 0),
      }),
      ...(!machine.backfilled && this.progress(machine, found)),
    });
    if (machine.problem) {
      await this.deps.machines.touch(machine.id);
    }
  }

  /**
   * Reads further back into the past.
   *
   * @returns whether all is here now
   */
  async backfill(machine: Machine): Promise<boolean> {
    const horizon = (machine.newestAt ?? (this.deps.now ?? Date.now)()) - KEPT_MS;
    let cursor = machine.backfillCursor;
    let oldest = machine.completeSince;
    const used = new Set<string>();
    for (let page = 0; page < BACKFILL_PAGES; page++) {
      let answer;
      try {
        answer = await this.list(machine, cursor, PAGE);
      } catch (error) {
        if (!(error instanceof InputError) || cursor === undefined) throw error;
        // The token is older than a day: from the top again, over what is known already.
        await this.deps.machines.update(machine.id, { backfillCursor: null });
        return false;
      }
      for (const { startedAt } of answer.facts) oldest = Math.min(oldest ?? Infinity, startedAt);
      try {
        cursor = answer.nextCursor && unused(answer.nextCursor, used, machine);
      } catch (error) {
        await this.deps.machines.update(machine.id, { backfillCursor: null });
        throw error;
      }
      if (cursor === undefined || (oldest ?? Infinity) < horizon) {
        await this.deps.machines.update(machine.id, {
          backfilled: true,
          completeSince: null,
          backfillCursor: null,
        });
        await this.deps.machines.touch(machine.id);
        return true;
      }
      await this.deps.machines.update(machine.id, {
        backfillCursor: cursor,
        ...(oldest !== undefined && { completeSince: oldest }),
      });
    }
    return false;
  }

  /** How far into the past a look has led, as long as backfill is not done. */
  private progress(
    machine: Machine,
    found: { nextCursor?: string; oldestAt?: number },
  ): MachinePatch {
    if (found.nextCursor === undefined) {
      return { backfilled: true, completeSince: null, backfillCursor: null };
    }
    return machine.completeSince === undefined
      ? { backfillCursor: found.nextCursor, completeSince: found.oldestAt ?? null }
      : {};
  }

  private async listBackTo(machine: Machine, floor: number) {
    const seen = new Set<string>();
    const used = new Set<string>();
    let cursor: string | undefined;
    let newest: number | undefined;
    let oldest = Infinity;
    // AWS wants a token back with the size that it was given with, so a small first look begins again when it was too small.
    let size = floor === Infinity ? PAGE : FIRST_PAGE;
    for (;;) {
      const { facts, nextCursor } = await this.list(machine, cursor, size);
      for (const { runId, startedAt } of facts) {
        seen.add(runId);
        newest = Math.max(newest ?? 0, startedAt);
        oldest = Math.min(oldest, startedAt);
      }
      const found = {
        seen,
        ...(newest !== undefined && { newestAt: newest, oldestAt: oldest }),
        nextCursor,
      };
      // Empty pages with a token lead on.
      if (nextCursor === undefined || oldest < floor) {
        return found;
      }
      if (size === FIRST_PAGE) {
        size = PAGE;
        cursor = undefined;
      } else {
        cursor = unused(nextCursor, used, machine);
      }
    }
  }

  /** Runs that go on as far as is known, but were not among those listed: they started long ago. */
  private async closeUnseen(machine: Machine, seen: Set<string>) {
    const open = (await this.deps.runs.open(machine.id)).filter(({ runId }) => !seen.has(runId));
    if (!open.length) {
      return;
    }
    const running = new Set<string>();
    const used = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await this.list(machine, cursor, PAGE, true);
      for (const { runId } of page.facts) running.add(runId);
      cursor = page.nextCursor && unused(page.nextCursor, used, machine);
    } while (cursor !== undefined);

    for (const fact of open.filter(({ runId }) => !running.has(runId))) {
      await this.takeFacts(machine, [await this.endOf(machine, fact)]);
    }
  }

  /** What AWS tells of one run; of one that it has forgotten, that nobody will ever know. */
  private async endOf(machine: Machine, fact: RunFact): Promise<RunFact> {
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${fact.runId}`;
    try {
      return toFact(await this.deps.provider.describe(arn));
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      const now = (this.deps.now ?? Date.now)();
      // AWS may tell of a new one by event before it knows it itself.
      return now - fact.startedAt < OVERLAP_MS ? fact : forgotten(fact, now);
    }
  }

  private async list(machine: Machine, cursor: string | undefined, limit: number, open = false) {
    const page = await this.deps.provider.list(machine.arn, {
      limit,
      ...(cursor !== undefined && { cursor }),
      ...(open && { status: 'running' }),
    });
    const facts = await this.take(machine, page.executions);
    return { facts, nextCursor: page.nextCursor };
  }

  private async take(machine: Machine, executions: Execution[]): Promise<RunFact[]> {
    return this.takeFacts(machine, executions.map(toFact));
  }

  private async takeFacts(machine: Machine, facts: RunFact[]): Promise<RunFact[]> {
    const taken = await this.deps.runs.take(machine.id, facts);
    await this.deps.changes.tell({ machineId: machine.id, ...taken });
    return facts;
  }
}

/** The token, unless it came before: it would go round for ever, and what is behind it would be taken for known. */
function unused(token: string, used: Set<string>, machine: Machine): string {
  if (used.has(token)) {
    throw new TryLaterError(
      `AWS gave the same page of runs twice for state machine ${machine.arn}: it is asked again from the top`,
      30,
    );
  }
  used.add(token);
  return token;
}

function toFact({ name, status, startedAt, endedAt, redriveCount }: Execution): RunFact {
  return {
    runId: name,
    status,
    redriveCount,
    startedAt: Date.parse(startedAt),
    ...(endedAt !== undefined && { endedAt: Date.parse(endedAt) }),
    precision: PRECISION.list,
  };
}

/** The end of a run that went with its state machine. Whatever else is told of it takes precedence. */
function forgotten(fact: RunFact, now: number): RunFact {
  return {
    ...fact,
    status: 'stopped',
    endedAt: Math.max(now, fact.startedAt),
    precision: PRECISION.event,
    error: {
      name: 'Forgotten',
      message:
        'AWS no longer knows this run, so how and when it ended is not known: its state machine was probably deleted and made anew while the run went on',
    },
  };
}
