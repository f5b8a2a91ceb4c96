import { Run } from 'backstage-plugin-data-pipelines-common';

/** Median duration (ms) of the runs that did their whole work; `undefined` when none did. */
export function medianOf(runs: Run[]): number | undefined {
  const durations = runs
    .filter(run => run.status === 'succeeded' && run.endedAt)
    .map(run => Date.parse(run.endedAt!) - Date.parse(run.startedAt))
    .sort((a, b) => a - b);
  if (durations.length === 0) return undefined;
  const middle = Math.floor(durations.length / 2);
  return durations.length % 2 === 1
    ? durations[middle]
    : (durations[middle - 1] + durations[middle]) / 2;
}
