import { isTerminal, type RunDetail } from 'backstage-plugin-data-pipelines-common';
import { type HistoryEvent, readHistory } from '../history';
import { LruCache } from '../provider';
import {
  type HistoryStore,
  type JobStore,
  type Machine,
  type RunFact,
  type StoredHistory,
  toRun,
} from '../store';
import { toRunDetail } from './assemble';

/** Reads ended runs from the store. They change no more but by a redrive or the end of a job, so what was read once is kept in memory. */
export class EndedRunReader {
  private readonly histories: LruCache<StoredHistory>;
  private readonly details: LruCache<RunDetail>;

  constructor(
    private readonly deps: {
      histories: HistoryStore;
      jobs: JobStore;
      /** Bytes of memory, about. */
      cacheBytes: number;
    },
  ) {
    this.histories = new LruCache(deps.cacheBytes / 2);
    this.details = new LruCache(deps.cacheBytes / 2);
  }

  /** All events of the run; undefined while it goes on or its history has not been read yet. */
  async events(machine: Machine, fact: RunFact): Promise<HistoryEvent[] | undefined> {
    return (await this.history(machine, fact))?.events;
  }

  /** The same for all that its page shows. */
  async detail(machine: Machine, fact: RunFact): Promise<RunDetail | undefined> {
    const key = `${keyOf(machine, fact)} ${fact.job?.state}`;
    const known = this.details.get(key);
    if (known) {
      return known;
    }
    const stored = await this.history(machine, fact);
    if (!stored) {
      return undefined;
    }
    const history = readHistory(stored.events);
    const { accountId, region } = machine;
    const jobs = await Promise.all(
      history.jobs.map(async job => {
        const { id, virtualClusterId } = job;
        return {
          ...job,
          ...(await this.deps.jobs.get({ accountId, region, virtualClusterId, id })),
        };
      }),
    );
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${fact.runId}`;
    const { id, ...run } = toRun(fact, arn);
    const detail = toRunDetail({
      execution: { ...run, name: id },
      history,
      jobs,
      items: new Map(Object.entries(stored.mapItems)),
      notices: [],
    });
    this.details.set(key, detail, weightOf(stored.events));
    return detail;
  }

  private async history(machine: Machine, fact: RunFact): Promise<StoredHistory | undefined> {
    if (!isTerminal(fact.status)) {
      return undefined;
    }
    const key = keyOf(machine, fact);
    const known = this.histories.get(key);
    if (known) {
      return known;
    }
    const stored = await this.deps.histories.get(machine.id, fact.runId);
    if (!stored || stored.redriveCount < fact.redriveCount) {
      return undefined;
    }
    this.histories.set(key, stored, weightOf(stored.events));
    return stored;
  }
}

function keyOf(machine: Machine, fact: RunFact): string {
  return `${machine.id}/${fact.runId}#${fact.redriveCount}`;
}

/** About how many bytes the events take in memory. */
function weightOf(events: HistoryEvent[]): number {
  let sum = 0;
  for (const { details } of events) {
    sum += 300;
    for (const value of Object.values(details)) {
      sum += typeof value === 'string' ? value.length : 8;
    }
  }
  return sum;
}
