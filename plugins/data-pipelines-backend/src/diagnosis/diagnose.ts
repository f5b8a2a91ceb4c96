import { type Diagnosis, type Job, type RunDetail } from 'backstage-plugin-data-pipelines-common';
import { causeOf, knownCause } from './causes';
import { isTimeout } from '../history';
import type { FoundReason } from '../logs';

const STOPPED_HINT =
  'Somebody or something stopped it. If it should go on, redrive it: it begins again at the step that was stopped.';
const OTHER_HINT =
  'None of the usual causes fits. Read the log around the marked lines; when the cause is mended, redrive: the run goes on from the failed step.';

/**
 * Why a run failed, of what is known of it: `job` is that of the failed step, if it has one. Pure.
 */
export function diagnose(run: RunDetail, job: Job | undefined, found?: FoundReason): Diagnosis {
  const sentence = found?.reason.sentence ?? run.error?.message ?? sentenceOf(run);
  const words = [
    sentence,
    job?.failureReason,
    job?.stateDetails,
    run.error?.name,
    run.error?.message,
    run.error?.cause,
  ]
    .filter(text => text && !isDescription(text))
    .join('\n');
  return {
    ...verdict(run, job, words),
    sentence,
    ...(run.error && { error: run.error }),
    ...(job && { jobId: job.id }),
    ...(job?.stateDetails && { stateDetails: job.stateDetails }),
    ...(job?.failureReason && { failureReason: job.failureReason }),
    ...(found && {
      excerpt: {
        logId: found.log.id,
        stream: found.log.stream,
        firstLine: found.firstLine + found.reason.first,
        lines: found.reason.lines,
      },
    }),
  };
}

function verdict(
  run: RunDetail,
  job: Job | undefined,
  words: string,
): Pick<Diagnosis, 'cause' | 'hint' | 'action'> {
  // Step Functions cancels the job of a step whose time is up.
  const timedOut = run.status === 'timedOut' || isTimeout(run.error);
  if (run.status === 'stopped' || (job?.state === 'CANCELLED' && !timedOut)) {
    return { cause: 'cancelled', hint: STOPPED_HINT, action: 'redrive' };
  }
  const known = causeOf(words) ?? (timedOut ? knownCause('timeout') : undefined);
  return known
    ? { cause: known.cause, hint: known.hint, ...(known.action && { action: known.action }) }
    : { cause: 'other', hint: OTHER_HINT, action: 'redrive' };
}

/** A whole job as JSON says much that is no reason: its script, its settings. */
function isDescription(text: string): boolean {
  return text.trimStart().startsWith('{');
}

function sentenceOf(run: RunDetail): string {
  switch (run.status) {
    case 'stopped':
      return 'The run was stopped before its end.';
    case 'timedOut':
      return 'The run took longer than its limit allows.';
    default:
      return 'The run failed; AWS does not say why.';
  }
}
