import type {
  Job,
  RunError,
  Step,
  StepStatus,
  TriggerObject,
} from 'backstage-plugin-data-pipelines-common';
import type { HistoryEvent } from './HistoryEvent';
import { ENDS } from './endOf';
import { HistoryReader } from './HistoryReader';
import { parseObject } from './json';
import { toRunError } from './runError';
import type { StepDraft } from './StepDraft';
import { triggerOf } from './trigger';

/** What the history of an execution tells about the run. */
export interface RunHistory {
  input?: string;
  output?: string;
  trigger?: TriggerObject;
  /** The workflow ended at once, because the object had been claimed by an earlier run. */
  duplicate: boolean;
  error?: RunError;
  /** In the order in which they were entered. */
  steps: Step[];
  /** In the order in which they were started, as far as the history knows them. */
  jobs: Job[];
  /** Distributed Maps, whose items only the map run counts. */
  mapRuns: { stepId: string; arn: string }[];
}

/**
 * Reads a run from its events, oldest first. Pure: the same events give the same run.
 *
 * The events may have a gap in the middle; then steps and jobs are those of what is there.
 */
export function readHistory(events: HistoryEvent[]): RunHistory {
  const reader = new HistoryReader();
  for (const event of events) {
    reader.read(event);
  }
  const input = events.find(event => event.type === 'ExecutionStarted')?.details.input;
  const last = events.findLast(event => event.type.startsWith('Execution'));
  const status = last && ENDS[last.type];
  const trigger = triggerOf(input);

  let output: string | undefined;
  let error: RunError | undefined;
  if (last && status) {
    output = last.details.output;
    error = endError(status, last);
    // What was open when time ran out or somebody stopped the run ended likewise; else it was cut off by the failure.
    reader.finish(last.at, status === 'timedOut' ? 'timedOut' : 'stopped', error);
    const step = error && stepOf(error, status, reader.drafts);
    error = error && { ...error, ...(step && { step }) };
  }
  return {
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
    ...(trigger && { trigger }),
    ...(error && { error }),
    duplicate: status === 'succeeded' && parseObject(output)?.duplicate === true,
    steps: reader.drafts.map(draft => draft.toStep()),
    jobs: reader.jobs.all,
    mapRuns: reader.drafts.flatMap(({ id, mapRunArn }) =>
      mapRunArn ? [{ stepId: id, arn: mapRunArn }] : [],
    ),
  };
}

function endError(status: StepStatus, { details }: HistoryEvent): RunError | undefined {
  switch (status) {
    case 'failed':
      return toRunError(details.error, details.cause);
    case 'timedOut':
      return toRunError(
        details.error ?? 'States.Timeout',
        details.cause ?? 'The run took longer than its state machine allows (TimeoutSeconds)',
      );
    case 'stopped':
      // A reason is a courtesy of whoever stopped it.
      return details.error || details.cause
        ? toRunError(details.error ?? 'Stopped', details.cause)
        : undefined;
    default:
      return undefined;
  }
}

/** Name of the step that an error of the whole run is about. */
function stepOf(error: RunError, status: StepStatus, drafts: StepDraft[]): string | undefined {
  const leaves = drafts.filter(draft => !draft.holdsOthers);
  const same = (draft: StepDraft) => draft.error?.message === error.message;
  // A Fail state only hands on what a Catch had kept: the step to name is the one whose error was caught.
  const found =
    leaves.findLast(draft => draft.type !== 'Fail' && same(draft)) ??
    leaves.findLast(draft => draft.status === status) ??
    drafts.findLast(draft => draft.status === status);
  return found?.name;
}
