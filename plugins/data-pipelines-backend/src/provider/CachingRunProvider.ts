import { isTerminal } from 'backstage-plugin-data-pipelines-common';
import type { HistoryEvent } from '../history';
import { LruCache } from './LruCache';
import type {
  Execution,
  ExecutionPage,
  ExecutionQuery,
  MapItems,
  RunProvider,
} from './RunProvider';
import { SharedCalls } from './SharedCalls';

/** Keeps the histories of ended executions, which change no more but by a redrive, and shares all other answers. */
export class CachingRunProvider implements RunProvider {
  private readonly histories: LruCache<HistoryEvent[]>;
  private readonly outlines: LruCache<HistoryEvent[]>;
  private readonly calls: SharedCalls;

  constructor(
    private readonly inner: RunProvider,
    options: { cacheBytes: number; refreshMs: number },
  ) {
    this.histories = new LruCache(options.cacheBytes / 2);
    this.outlines = new LruCache(options.cacheBytes / 2);
    this.calls = new SharedCalls(options.refreshMs);
  }

  list(arn: string, query: ExecutionQuery): Promise<ExecutionPage> {
    const key = JSON.stringify(['list', arn, query.status, query.cursor, query.limit]);
    return this.calls.share(key, () => this.inner.list(arn, query));
  }

  describe(executionArn: string): Promise<Execution> {
    return this.calls.share(`describe ${executionArn}`, () => this.inner.describe(executionArn));
  }

  history(execution: Execution): Promise<HistoryEvent[]> {
    return this.kept(this.histories, execution, 'history', () => this.inner.history(execution));
  }

  async outline(execution: Execution): Promise<HistoryEvent[]> {
    return (
      this.histories.get(keyOf(execution)) ??
      this.kept(this.outlines, execution, 'outline', () => this.inner.outline(execution))
    );
  }

  definition(executionArn: string): Promise<string> {
    return this.calls.share(`definition ${executionArn}`, () =>
      this.inner.definition(executionArn),
    );
  }

  mapItems(mapRunArn: string): Promise<MapItems> {
    return this.calls.share(`mapItems ${mapRunArn}`, () => this.inner.mapItems(mapRunArn));
  }

  private async kept(
    cache: LruCache<HistoryEvent[]>,
    execution: Execution,
    kind: string,
    ask: () => Promise<HistoryEvent[]>,
  ): Promise<HistoryEvent[]> {
    const key = keyOf(execution);
    const known = cache.get(key);
    if (known) {
      return known;
    }
    const events = await this.calls.share(`${kind} ${key}`, ask);
    if (isTerminal(execution.status) && isWhole(events)) {
      cache.set(key, events, weightOf(events));
    }
    return events;
  }
}

function keyOf(execution: Execution): string {
  // The status is part of it: an answer asked for while the run went on must not be shared after its end.
  return `${execution.arn}#${execution.redriveCount}#${execution.status}`;
}

/** AWS's answers agree with each other only eventually: the history may lack its end when the run is told to have ended. */
function isWhole(events: HistoryEvent[]): boolean {
  return /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(events.at(-1)?.type ?? '');
}

/** About how many bytes the events take: their texts, and what JavaScript adds to each event. */
function weightOf(events: HistoryEvent[]): number {
  return events.reduce((sum, { details }) => {
    const texts = Object.values(details).map(value =>
      typeof value === 'string' ? value.length : 8,
    );
    return texts.reduce((a, b) => a + b, sum + 300);
  }, 0);
}
