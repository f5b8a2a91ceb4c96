import type { LoggerService } from '@backstage/backend-plugin-api';
import { isTerminal, type Job } from 'backstage-plugin-data-pipelines-common';
import type { Changes } from '../signal/Changes';
import { type JobStore, type MachineStore, PRECISION, type RunFact, type RunStore } from '../store';
import type { HistoryKeeper } from './HistoryKeeper';
import { parseStatusEvent } from './statusEvent';

/** Milliseconds within which events are put together: a burst costs a few transactions, not thousands. */
const GATHER_MS = 50;

/** Events by what became of them, for the metrics. */
export interface EventCounts {
  taken: number;
  /** About machines that are no pipeline's, or about something else. */
  foreign: number;
  broken: number;
  /** Could not be written down; the reconciler will find what they told. */
  lost: number;
}

/**
 * Takes the events that AWS pushes. They may come twice, in any order, broken or never; what they tell is in the end
 * what AWS tells when asked.
 */
export class EventIngest {
  readonly counts: EventCounts = { taken: 0, foreign: 0, broken: 0, lost: 0 };
  private facts = new Map<string, RunFact[]>();
  private jobs: { accountId: string; region: string; job: Job }[] = [];
  private gathering?: Promise<void>;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly deps: {
      machines: MachineStore;
      runs: RunStore;
      jobs: JobStore;
      histories: HistoryKeeper;
      changes: Changes;
      logger: LoggerService;
      now?: () => number;
    },
  ) {}

  /** Takes one event; resolves once it is written down, or given up. Never rejects. */
  async take(payload: unknown): Promise<void> {
    try {
      const event = parseStatusEvent(payload);
      if (!event) {
        this.counts.foreign += 1;
        return;
      }
      if (event.kind === 'run') {
        const known = this.facts.get(event.stateMachineArn);
        if (known) known.push(event.fact);
        else this.facts.set(event.stateMachineArn, [event.fact]);
      } else {
        this.jobs.push(event);
      }
    } catch (error) {
      this.counts.broken += 1;
      this.deps.logger.warn(`An event is left out: ${(error as Error).message}`);
      return;
    }
    this.gathering ??= new Promise(resolve => setTimeout(resolve, GATHER_MS)).then(() => {
      this.gathering = undefined;
      this.writing = this.writing.then(() => this.write());
      return this.writing;
    });
    await this.gathering;
  }

  private async write(): Promise<void> {
    const { facts, jobs } = this;
    this.facts = new Map();
    this.jobs = [];
    const machines = await this.deps.machines.idsOf([...facts.keys()]).catch(error => {
      this.failed([...facts.values()].flat().length, error);
      return new Map<string, number>();
    });
    for (const [arn, some] of facts) {
      const id = machines.get(arn);
      if (id === undefined) {
        this.counts.foreign += some.length;
      } else {
        await this.writeRuns(id, some).catch(error => this.failed(some.length, error));
      }
    }
    for (const { accountId, region, job } of jobs) {
      await this.writeJob({ accountId, region }, job).catch(error => this.failed(1, error));
    }
  }

  private async writeRuns(machineId: number, facts: RunFact[]): Promise<void> {
    const taken = await this.deps.runs.take(machineId, facts);
    await this.deps.machines.update(machineId, { eventAt: (this.deps.now ?? Date.now)() });
    this.counts.taken += facts.length;
    await this.deps.changes.tell({ machineId, ...taken });
    const changed = new Set(taken.runIds);
    const ended = facts.filter(({ runId, status }) => changed.has(runId) && isTerminal(status));
    this.deps.histories.readSoon(
      machineId,
      ended.map(({ runId }) => runId),
    );
  }

  private async writeJob(place: { accountId: string; region: string }, told: Job): Promise<void> {
    const { jobs, runs } = this.deps;
    const { job, run } = await jobs.take(place, told);
    const owner = run ?? (job.name ? await runs.byJobName(place, job.name) : undefined);
    this.counts.taken += 1;
    if (!owner) {
      return; // of another program, or its run is not known yet: the run's history will name it
    }
    if (!run) {
      await jobs.take(place, job, owner);
    }
    const known = await runs.get(owner.machineId, owner.runId);
    if (known) {
      const fact: RunFact = { ...known, precision: PRECISION.event, job };
      const taken = await runs.take(owner.machineId, [
        { ...fact, job: { id: job.id, state: job.state } },
      ]);
      await this.deps.changes.tell({ machineId: owner.machineId, ...taken });
    }
  }

  private failed(events: number, error: unknown) {
    this.counts.lost += events;
    this.deps.logger.warn(
      `${events} events could not be written down; the reconciler will find what they told: ${(error as Error).message}`,
    );
  }
}
