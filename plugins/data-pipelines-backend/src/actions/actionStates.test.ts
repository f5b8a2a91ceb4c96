import {
  duplicateRun,
  failedRun,
  runningRun,
  stoppedRun,
  succeededRun,
  waitingRun,
} from 'backstage-plugin-data-pipelines-common/fixtures';
import { actionStates } from './actionStates';

const DAY = 24 * 60 * 60 * 1000;
const soonAfter = Date.parse(failedRun.endedAt!) + 60_000;
const possible = (run: typeof failedRun, now = soonAfter) =>
  Object.entries(actionStates(run, now))
    .filter(([, state]) => state.possible)
    .map(([action]) => action);

describe('actionStates', () => {
  it('offers what makes sense for the status, and says why not where not', () => {
    expect(possible(runningRun)).toEqual(['stop', 'rerun']);
    expect(possible(waitingRun)).toEqual(['stop', 'rerun']);
    expect(possible(failedRun)).toEqual(['redrive', 'rerun']);
    expect(possible({ ...failedRun, status: 'timedOut' })).toEqual(['redrive', 'rerun']);
    expect(possible(stoppedRun)).toEqual(['redrive', 'rerun']);
    expect(possible(succeededRun)).toEqual(['rerun']);
    expect(possible(duplicateRun)).toEqual(['rerun']);
    for (const run of [runningRun, failedRun, succeededRun]) {
      for (const state of Object.values(actionStates(run, soonAfter))) {
        expect(state.note).toMatch(/\.$/);
      }
    }
  });

  it("tells of AWS's fourteen days and of the old definition", () => {
    expect(actionStates(failedRun, soonAfter).redrive.note).toContain('definition as it was');
    const late = actionStates(failedRun, Date.parse(failedRun.endedAt!) + 14 * DAY + 1).redrive;
    expect(late).toMatchObject({ possible: false, note: expect.stringContaining('14 days') });
  });

  it('runs nothing again that names no object', () => {
    expect(possible({ ...failedRun, trigger: undefined })).toEqual(['redrive']);
  });
});
