import { RunDetail, RunStatistics } from 'backstage-plugin-data-pipelines-common';
import { failedRun, succeededRun } from 'backstage-plugin-data-pipelines-common/fixtures';

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

function moveBy(run: RunDetail, ms: number): RunDetail {
  const text = JSON.stringify(run).replace(TIME, time =>
    new Date(Date.parse(time) + ms).toISOString(),
  );
  return JSON.parse(text);
}

/** The fixtures as if the newest had started 40 s before `now`. */
export function shifted(runs: RunDetail[], now: number): RunDetail[] {
  const newest = Math.max(...runs.map(run => Date.parse(run.startedAt)));
  return runs.map(run => moveBy(run, now - 40_000 - newest));
}

/** Runs of many days, of which some failed. */
export function manyRuns(count: number, now: number): RunDetail[] {
  return Array.from({ length: count }, (_, index) => {
    const fixture = index % 17 === 3 ? failedRun : succeededRun;
    const id = `${fixture.id}-${index}`;
    const start = now - 600_000 - index * 5_400_000;
    const run = moveBy({ ...fixture, id }, start - Date.parse(fixture.startedAt));
    const longer = (index * 7919) % 200_000;
    return {
      ...run,
      endedAt: new Date(Date.parse(run.endedAt!) + longer).toISOString(),
      trigger: run.trigger && {
        ...run.trigger,
        key: `input/yellow_tripdata_2026-${String(1 + (index % 12)).padStart(2, '0')}-${index}.parquet`,
      },
    };
  });
}

/** Milliseconds that the growing run takes. */
const GROWS_FOR = 12_000;

/** A run that started when the page was opened and ends well some seconds later. */
export function growing(opened: number): RunDetail {
  const elapsed = Date.now() - opened;
  const id = 'growing-run';
  const share = GROWS_FOR / 250_000;
  const origin = Date.parse(succeededRun.startedAt);
  const squeeze = (time: string) => opened + (Date.parse(time) - origin) * share;
  const text = JSON.stringify({ ...succeededRun, id }).replace(TIME, time =>
    new Date(squeeze(time)).toISOString(),
  );
  const done: RunDetail = JSON.parse(text);
  if (elapsed > GROWS_FOR) return done;
  const now = opened + elapsed;
  const { endedAt: _ended, output: _output, ...run } = done;
  return {
    ...run,
    status: 'running',
    job: run.job && { ...run.job, state: 'RUNNING' },
    jobs: run.jobs.map(({ finishedAt: _finished, ...job }) => ({ ...job, state: 'RUNNING' })),
    steps: run.steps
      .filter(step => Date.parse(step.startedAt) <= now)
      .map(step =>
        step.endedAt && Date.parse(step.endedAt) > now
          ? { ...step, status: 'running', endedAt: undefined, output: undefined }
          : step,
      ),
  };
}

/** The fixture's thirty days as if they ended today. */
export function shiftedStatistics(statistics: RunStatistics, now: number): RunStatistics {
  const day = 86_400_000;
  return {
    ...statistics,
    lastSuccessAt: new Date(now - 720_000).toISOString(),
    byDay: statistics.byDay.map((entry, index, { length }) => ({
      ...entry,
      day: new Date(now - (length - 1 - index) * day).toISOString().slice(0, 10),
    })),
  };
}
