import { InputError } from '@backstage/errors';
import type {
  PipelinePage,
  PipelineSummary,
  RunStatus,
  Stale,
} from 'backstage-plugin-data-pipelines-common';
import type { Platforms } from '../platform/Platforms';
import type { Readable } from '../pipeline/ReadablePipelines';
import { SharedCalls } from '../provider';
import type { MachineStore, SummaryRow, SummaryStore } from '../store';
import { isBehind } from './isBehind';

/** Which pipelines to list. */
export interface PipelineQuery {
  /** Part of the title, the ref or the owner, in any case. */
  text?: string;
  owner?: string;
  /** Status of the last run. */
  statuses?: RunStatus[];
  platform?: string;
  cursor?: string;
  limit: number;
}

/** Milliseconds for which all viewers share one reading of the table. */
const SHARED_MS = 1_000;
/** Nothing is late before that. */
const SOON_MS = 3_600_000;

interface Entry {
  pipeline: PipelineSummary;
  /** What the text is looked for in. */
  words: string;
  /** 0 failing, by the last run that tells; 1 late, 2 behind, 3 all others. */
  group: number;
  lastStart: number;
  row: SummaryRow;
}

/**
 * The page over all pipelines: failing first, then what there is something to do about (late, then behind), then by
 * their last run. Asks AWS nothing.
 */
export class Overview {
  private readonly shared = new SharedCalls(SHARED_MS);
  private readonly made = new WeakMap<SummaryRow, Entry>();

  constructor(
    private readonly deps: {
      summaries: SummaryStore;
      machines: MachineStore;
      platforms: Platforms;
      /** Version of the skeleton that this portal generates. */
      skeleton: string;
      now?: () => number;
    },
  ) {}

  /** @param readable - tells which of the pipelines the caller may read */
  async page(
    query: PipelineQuery,
    readable: (refs: string[]) => Promise<Readable>,
  ): Promise<PipelinePage> {
    const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
    const [entries, progress] = await this.shared.share('all', () =>
      Promise.all([this.entries(), this.deps.machines.progress()]),
    );
    const may = await readable(entries.map(({ pipeline }) => pipeline.entityRef));
    const mine = entries.filter(({ pipeline }) => may.has(pipeline.entityRef));
    const found = mine.filter(matching(query));
    const rest = after ? found.filter(entry => compare(entry, after) > 0) : found;
    const shown = rest.slice(0, query.limit);
    const last = shown.at(-1);
    const stale = staleOf(
      mine.map(({ row }) => row),
      (this.deps.now ?? Date.now)(),
    );
    return {
      items: shown.map(({ pipeline }) => pipeline),
      total: found.length,
      ...(!after && { owners: ownersOf(mine) }),
      ...(may.restricted && { restricted: true }),
      ...(last && rest.length > shown.length && { nextCursor: writeCursor(last) }),
      ...(progress.done < progress.total && { backfill: progress }),
      ...(stale && { stale }),
    };
  }

  private async entries(): Promise<Entry[]> {
    const now = (this.deps.now ?? Date.now)();
    const rows = await this.deps.summaries.all();
    return rows.map(row => this.known(row, now)).sort(compare);
  }

  /** The entry that was made of the row before, unless the pipeline has become late since. */
  private known(row: SummaryRow, now: number): Entry {
    const before = this.made.get(row);
    if (before && (before.pipeline.late === true) === isLate(row, now)) {
      return before;
    }
    const entry = this.entry(row, now);
    this.made.set(row, entry);
    return entry;
  }

  private entry(row: SummaryRow, now: number): Entry {
    const { entityRef, title, owner, skeleton, summary } = row;
    const [, , , region, accountId] = row.stateMachineArn.split(':');
    const platform = this.deps.platforms.find(accountId, region)?.name;
    const { lastSuccessAt, lastOutcome, ...figures } = summary ?? { runs30d: 0 };
    const late = isLate(row, now);
    const behind = skeleton !== undefined && isBehind(skeleton, this.deps.skeleton);
    return {
      pipeline: {
        entityRef,
        title,
        ...(owner && { owner }),
        ...(platform && { platform }),
        ...(skeleton && { version: skeleton }),
        ...(behind && { behind }),
        ...figures,
        ...(lastSuccessAt !== undefined && {
          lastSuccessAt: new Date(lastSuccessAt).toISOString(),
        }),
        ...(late && { late }),
      },
      words: `${title} ${entityRef} ${owner ?? ''}`.toLowerCase(),
      group: groupOf(lastOutcome, late, behind),
      lastStart: figures.lastRun ? Date.parse(figures.lastRun.startedAt) : 0,
      row,
    };
  }
}

/** Whether the last success is longer ago than twice the usual time between two, and than a run may take. */
function isLate({ summary }: SummaryRow, now: number): boolean {
  const { lastSuccessAt, usualIntervalMs: usual } = summary ?? {};
  return (
    lastSuccessAt !== undefined &&
    usual !== undefined &&
    now - lastSuccessAt > Math.max(2 * usual, SOON_MS)
  );
}

function groupOf(outcome: RunStatus | undefined, late: boolean, behind: boolean): number {
  if (outcome === 'failed' || outcome === 'timedOut') {
    return 0;
  }
  if (late) {
    return 1;
  }
  return behind ? 2 : 3;
}

/** Whom the pipelines belong to, to choose from. */
function ownersOf(entries: Entry[]): string[] {
  const owners = new Set<string>();
  for (const { pipeline } of entries) {
    if (pipeline.owner) owners.add(pipeline.owner);
  }
  return [...owners].sort();
}

function matching({ text, owner, statuses, platform }: PipelineQuery) {
  const wanted = text?.toLowerCase();
  return ({ pipeline, words }: Entry) =>
    (!wanted || words.includes(wanted)) &&
    (!owner || pipeline.owner?.toLowerCase() === owner.toLowerCase()) &&
    (!platform || pipeline.platform === platform) &&
    (!statuses?.length ||
      (pipeline.lastRun !== undefined && statuses.includes(pipeline.lastRun.status)));
}

type Place = Pick<Entry, 'group' | 'lastStart'> & { pipeline: { entityRef: string } };

function compare(a: Place, b: Place): number {
  return (
    a.group - b.group ||
    b.lastStart - a.lastStart ||
    (a.pipeline.entityRef < b.pipeline.entityRef
      ? -1
      : Number(a.pipeline.entityRef > b.pipeline.entityRef))
  );
}

/** Stale as soon as AWS keeps any of the pipelines from being known: the page says so, with the oldest. */
function staleOf(rows: SummaryRow[], now: number): Stale | undefined {
  const behind = rows.filter(({ problem }) => problem !== undefined);
  if (!behind.length) {
    return undefined;
  }
  const oldest = behind.reduce((a, b) => ((a.checkedAt ?? now) <= (b.checkedAt ?? now) ? a : b));
  const others = behind.length - 1;
  return {
    since: new Date(oldest.checkedAt ?? now).toISOString(),
    reason: `${oldest.title}: ${oldest.problem}${others ? ` (and ${others} more)` : ''}`,
  };
}

function writeCursor({ group, lastStart, pipeline }: Entry): string {
  return Buffer.from(JSON.stringify([group, lastStart, pipeline.entityRef])).toString('base64url');
}

function readCursor(cursor: string): Place {
  try {
    const [group, lastStart, entityRef] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    );
    if (
      Number.isInteger(group) &&
      Number.isSafeInteger(lastStart) &&
      typeof entityRef === 'string'
    ) {
      return { group, lastStart, pipeline: { entityRef } };
    }
  } catch {
    // Not one of ours: said below.
  }
  throw new InputError(
    'The query cursor is not the nextCursor of a page of pipelines: begin again without a cursor',
  );
}
