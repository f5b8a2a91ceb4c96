import {
  isTerminal,
  type Run,
  type RunAction,
  type RunActionState,
} from 'backstage-plugin-data-pipelines-common';

/** AWS redrives an execution for so long after its end. */
const REDRIVE_DAYS = 14;
const DAY = 24 * 60 * 60 * 1000;

const STANDS =
  "It goes on at the step that failed, with the workflow's definition as it was for this run; the job's script is read anew.";

/** What can be done to a run now. Pure; who may do it is decided by permissions. */
export function actionStates(run: Run, now: number): Record<RunAction, RunActionState> {
  return { stop: stop(run), redrive: redrive(run, now), rerun: rerun(run) };
}

function stop(run: Run): RunActionState {
  return isTerminal(run.status)
    ? { possible: false, note: 'The run has ended.' }
    : { possible: true, note: 'Its Spark job is cancelled. What the job has written stays.' };
}

function redrive(run: Run, now: number): RunActionState {
  if (!isTerminal(run.status)) {
    return { possible: false, note: 'The run goes on; only one that has ended can be redriven.' };
  }
  if (run.status === 'succeeded' || run.status === 'duplicate') {
    return { possible: false, note: 'The run succeeded; rerun it to process its object again.' };
  }
  const ended = Date.parse(run.endedAt ?? run.startedAt);
  if (now - ended > REDRIVE_DAYS * DAY) {
    return {
      possible: false,
      note: `The run ended more than ${REDRIVE_DAYS} days ago, and AWS redrives no older ones; rerun it instead.`,
    };
  }
  return { possible: true, note: STANDS };
}

function rerun(run: Run): RunActionState {
  if (!run.trigger) {
    return {
      possible: false,
      note: 'Its input names no object, so there is nothing to run again.',
    };
  }
  return {
    possible: true,
    note: 'A new run processes the same version of the object from the start, with the workflow as it is now.',
  };
}
