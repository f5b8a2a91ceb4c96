import type {
  Job,
  Run,
  RunDetail,
  RunError,
  RunStatus,
  Step,
} from 'backstage-plugin-data-pipelines-common';
import type { RunHistory } from '../history';
import type { Execution, MapItems } from '../provider';
import { trimPayloads } from './trimPayloads';

/** Characters of inputs and outputs that one run is answered with. */
const PAYLOAD_BUDGET = 4 * 1024 * 1024;

/** All that the page of a run shows, of what its execution, history and jobs tell. */
export function toRunDetail(parts: {
  execution: Execution;
  history: RunHistory;
  jobs: Job[];
  items: Map<string, MapItems>;
  notices: string[];
}): RunDetail {
  const { execution, history, jobs, items, notices } = parts;
  const { steps, trimmed } = trimPayloads(history.steps, PAYLOAD_BUDGET);
  return {
    ...toRun(execution, history, jobs),
    ...(history.input !== undefined && { input: history.input }),
    ...(history.output !== undefined && { output: history.output }),
    steps: toSteps(steps, jobs, items),
    jobs,
    notices: [
      ...notices,
      ...(trimmed
        ? [`Input and output of ${trimmed} steps are left out: together they are too big to show.`]
        : []),
    ],
  };
}

/** What is known of a run without its history. */
function bareRun({ name, arn, ...execution }: Execution): Run {
  return { id: name, arn, ...execution };
}

/** A run of what its execution, its history and its jobs tell. `jobs` are those of the history, brought up to date. */
function toRun(execution: Execution, history: RunHistory, jobs: Job[]): Run {
  const job = jobs.at(-1);
  const error = withReason(history.error, history.steps, jobs);
  return {
    ...bareRun(execution),
    status: statusOf(execution, history, job),
    ...(history.trigger && { trigger: history.trigger }),
    ...(job && { job: { id: job.id, state: job.state } }),
    ...(error && { error }),
  };
}

/** Steps with what only jobs and map runs tell: the reason of a failed job, the items of a Distributed Map. */
function toSteps(steps: Step[], jobs: Job[], items: Map<string, MapItems>): Step[] {
  return steps.map(step => {
    const counted = items.get(step.id);
    const error = withReason(step.error, steps, jobs);
    const last = step.tries.at(-1);
    return {
      ...step,
      ...(counted && { items: counted }),
      ...(error && { error }),
      // The job is that of the last try; an earlier one may have failed before there was a job.
      ...(error && last?.error && { tries: [...step.tries.slice(0, -1), { ...last, error }] }),
    };
  });
}

function statusOf({ status }: Execution, history: RunHistory, job: Job | undefined): RunStatus {
  if (status === 'succeeded' && history.duplicate) {
    return 'duplicate';
  }
  if (status === 'running' && (job?.state === 'PENDING' || job?.state === 'SUBMITTED')) {
    return 'waiting'; // for room in the cluster
  }
  return status;
}

/** The error of a step whose job failed says what the job says of itself: EMR's sentence, not Step Functions' JSON. */
function withReason(error: RunError | undefined, steps: Step[], jobs: Job[]): RunError | undefined {
  const jobId = steps.findLast(step => step.name === error?.step && step.jobId)?.jobId;
  const job = jobs.find(({ id, state }) => id === jobId && state === 'FAILED');
  if (!error || !job?.stateDetails || job.stateDetails === error.message) {
    return error;
  }
  return { ...error, message: job.stateDetails, cause: error.cause ?? error.message };
}
