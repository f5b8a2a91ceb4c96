import type { Run, RunStatus } from 'backstage-plugin-data-pipelines-common';
import { STATE_MACHINE_ARN, succeededRun } from 'backstage-plugin-data-pipelines-common/fixtures';
import { Platforms } from '../platform/Platforms';
import type { MachineStore, SummaryRow, SummaryStore } from '../store';
import { Overview } from './Overview';

const NOW = Date.parse('2026-06-03T09:00:00.000Z');
const HOUR = 3_600_000;
const EVERYTHING = async () => ({ has: () => true, restricted: false });

/** A pipeline whose last run ended so, and so many hours ago. */
function row(title: string, status: RunStatus, hours: number, more: Partial<SummaryRow> = {}) {
  const at = NOW - hours * HOUR;
  const lastRun: Run = { ...succeededRun, status, startedAt: new Date(at).toISOString() };
  return {
    entityRef: `component:default/${title}`,
    stateMachineArn: STATE_MACHINE_ARN,
    title,
    summary: {
      lastRun,
      lastOutcome: status,
      runs30d: 30,
      lastSuccessAt: at,
      usualIntervalMs: 24 * HOUR,
    },
    ...more,
  };
}

function overviewOf(rows: SummaryRow[]) {
  return new Overview({
    summaries: { all: async () => rows } as SummaryStore,
    machines: { progress: async () => ({ done: 1, total: 1 }) } as MachineStore,
    platforms: { find: () => undefined } as unknown as Platforms,
    skeleton: '0.2.0',
    now: () => NOW,
  });
}

describe('All pipelines', () => {
  it('come failing first, then late, then behind, then by their last run, page by page', async () => {
    const overview = overviewOf([
      row('older', 'succeeded', 3),
      row('behind', 'succeeded', 4, { skeleton: '0.1.0' }),
      row('late', 'succeeded', 60),
      row('timed-out', 'timedOut', 9),
      row('newest', 'running', 1, { skeleton: '0.2.0' }),
      row('failed', 'failed', 8),
      row('late-and-behind', 'succeeded', 50, { skeleton: '0.1.0' }),
    ]);
    const titles: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await overview.page({ limit: 2, cursor }, EVERYTHING);
      titles.push(...page.items.map(({ title }) => title));
      cursor = page.nextCursor;
    } while (cursor);
    expect(titles).toEqual([
      'failed',
      'timed-out',
      'late-and-behind',
      'late',
      'behind',
      'newest',
      'older',
    ]);
  });

  it('name each owner once, in order, of 10,000 as of one', async () => {
    const overview = overviewOf(
      Array.from({ length: 10_000 }, (_, index) =>
        row(`p${index}`, 'succeeded', 1, { owner: `group:default/team-${9 - (index % 10)}` }),
      ),
    );
    const { owners, total } = await overview.page({ limit: 1, text: 'p77' }, EVERYTHING);
    expect(total).toBe(111);
    expect(owners).toEqual(Array.from({ length: 10 }, (_, index) => `group:default/team-${index}`));
  });
});
