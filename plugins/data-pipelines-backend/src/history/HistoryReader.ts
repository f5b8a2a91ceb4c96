import type { IsoTime, RunError, StepStatus } from 'backstage-plugin-data-pipelines-common';
import type { HistoryEvent } from './HistoryEvent';
import { JobsOfHistory, startsJob } from './jobs';
import { toRunError } from './runError';
import { StepDraft } from './StepDraft';

/** Where in the state machine an event happened. */
interface Place {
  /** The step that the event belongs to. */
  draft?: StepDraft;
  /** The Parallel or Map in which the next state is entered. */
  inside?: StepDraft;
  /** The iteration of that Map. */
  iteration?: number;
}

// The ways in which a try of a task, a Lambda function or an activity begins and ends.
const TRY_STARTED = /^(Task|LambdaFunction|Activity)Scheduled$/;
const TRY_SUCCEEDED = /^(Task|LambdaFunction|Activity)Succeeded$/;
const TRY_FAILED =
  /^(Task|LambdaFunction|Activity)(Failed|TimedOut|ScheduleFailed|StartFailed|SubmitFailed)$/;
// Events after which states are entered inside the Parallel or Map.
const OPENS = ['ParallelStateStarted', 'MapStateStarted', 'MapIterationStarted'];

/** Stands for the error of a Parallel that a Fail state ended: only the execution's end tells it. */
const UNTOLD: RunError = { name: 'Unknown', message: 'No reason was given' };

/**
 * Reads an execution's events in order and keeps what becomes of each step.
 *
 * Branches of a Parallel and iterations of a Map interleave, so an event is placed by the chain of previous events,
 * never by what came just before it. Events may be missing (a list shows only both ends of a long history): what
 * cannot be placed is passed over.
 */
export class HistoryReader {
  /** In the order in which they were entered. */
  readonly drafts: StepDraft[] = [];
  readonly jobs = new JobsOfHistory();
  private readonly places = new Map<number, Place>();
  /** Steps that a redrive takes up again: after it, the chain of events may begin anew. */
  private readonly redriven = new Set<StepDraft>();

  read(event: HistoryEvent) {
    this.places.set(event.id, this.place(event, this.places.get(event.previousId) ?? {}));
  }

  /** The execution is over: ends what still goes on, and names the error where only the end tells it. */
  finish(at: IsoTime, status: StepStatus, error: RunError | undefined) {
    for (const draft of this.drafts) {
      const untold = draft.error === UNTOLD || (draft.type === 'Fail' && !draft.error);
      if (error && untold) {
        draft.failTry(at, { ...error, step: error.step ?? draft.name });
      }
    }
    this.closeOpen(at, status, () => true);
  }

  private place(event: HistoryEvent, before: Place): Place {
    const { type, at, details } = event;
    if (type === 'ExecutionRedriven') {
      this.redrive(at);
    }
    if (type.startsWith('Execution')) {
      return {};
    }
    const draft = type.endsWith('StateEntered')
      ? this.enter(event, before)
      : this.draftOf(event, before);
    if (!draft) {
      return before;
    }
    this.apply(event, draft);
    if (startsJob(event)) {
      draft.jobId = this.jobs.take(event, draft.id) ?? draft.jobId;
    }
    return OPENS.includes(type)
      ? { draft, inside: draft, iteration: details.index }
      : { draft, inside: draft.parent, iteration: draft.iteration };
  }

  private enter(event: HistoryEvent, { inside, iteration }: Place): StepDraft {
    const { name } = event.details;
    const again = this.taken(
      d => d.name === name && (!inside || (d.parent === inside && d.iteration === iteration)),
    );
    if (again) {
      return again;
    }
    const draft = new StepDraft(event, inside, iteration);
    this.drafts.push(draft);
    return draft;
  }

  /** The step that an event belongs to: the nearest open one up the chain that fits the event. */
  private draftOf(event: HistoryEvent, before: Place): StepDraft | undefined {
    const { type, details } = event;
    const ofType = /^(\w+?)(State|Iteration|Run)[A-Z]/.exec(type)?.[1];
    const named = details.name ?? details.state;
    const fits = (draft: StepDraft) =>
      !draft.status &&
      (named === undefined || draft.name === named) &&
      (ofType ? draft.type === ofType : named !== undefined || !draft.holdsOthers);

    for (let draft = before.draft; draft; draft = draft.parent) {
      if (fits(draft)) {
        return draft;
      }
    }
    if (before.draft) {
      return undefined;
    }
    const resource = resourceOf(event);
    return (resource && this.taken(d => fits(d) && d.resource === resource)) || this.taken(fits);
  }

  private apply(event: HistoryEvent, draft: StepDraft) {
    const { type, at, details } = event;
    if (type.endsWith('StateExited')) {
      draft.exit(event);
    } else if (TRY_STARTED.test(type)) {
      draft.startTry(at);
      draft.resource = resourceOf(event);
    } else if (TRY_SUCCEEDED.test(type)) {
      draft.endTry(at);
    } else if (TRY_FAILED.test(type) || type === 'EvaluationFailed' || type === 'MapRunFailed') {
      const name = details.error ?? (type.endsWith('TimedOut') ? 'States.Timeout' : undefined);
      draft.failTry(at, toRunError(name, details.cause, draft.name));
    } else if (type.endsWith('StateAborted')) {
      this.closeInside(draft, at);
      draft.close(at, 'stopped');
    } else if (type === 'ParallelStateFailed' || type === 'MapStateFailed') {
      this.closeInside(draft, at);
      if (!draft.error) {
        draft.failTry(at, this.errorInside(draft) ?? UNTOLD);
      }
    } else if (type === 'ParallelStateStarted' || type === 'MapStateStarted') {
      this.drafts.filter(d => d.status && d.isInside(draft)).forEach(d => (d.superseded = true));
      draft.startTry(at);
      draft.items =
        type === 'MapStateStarted'
          ? { total: details.length ?? 0, succeeded: 0, failed: 0, running: 0 }
          : undefined;
    } else if (type.startsWith('MapIteration') && draft.items) {
      countIteration(draft.items, type);
    } else if (type === 'MapRunStarted' || type === 'MapRunRedriven') {
      draft.mapRunArn = details.mapRunArn ?? draft.mapRunArn;
      draft.items = undefined; // the map run counts them, not the history
    }
  }

  private redrive(at: IsoTime) {
    for (const draft of this.drafts) {
      const ended = draft.status === 'succeeded' || draft.status === 'caught';
      if (!ended && !draft.superseded) {
        draft.reopen(at);
        this.redriven.add(draft);
      }
    }
  }

  /** A step that a redrive took up again and that is still open. */
  private taken(fits: (draft: StepDraft) => boolean): StepDraft | undefined {
    return [...this.redriven].find(draft => !draft.status && fits(draft));
  }

  private closeInside(container: StepDraft, at: IsoTime) {
    this.closeOpen(at, 'stopped', draft => draft.isInside(container));
  }

  /** Innermost first, so that a Parallel or Map takes the error of the step that made it fail. */
  private closeOpen(at: IsoTime, status: StepStatus, which: (draft: StepDraft) => boolean) {
    for (const draft of [...this.drafts].reverse()) {
      if (!draft.status && which(draft)) {
        const error = draft.holdsOthers && !draft.error && this.errorInside(draft);
        if (error) {
          draft.failTry(at, error);
        }
        draft.close(at, status);
      }
    }
  }

  private errorInside(container: StepDraft): RunError | undefined {
    const failed = this.drafts.find(
      d =>
        d.parent === container &&
        !d.superseded &&
        (d.status === 'failed' || d.status === 'timedOut'),
    );
    return failed?.error;
  }
}

function resourceOf(event: HistoryEvent): string | undefined {
  const { resourceType, resource } = event.details;
  return resourceType && resource ? `${resourceType}:${resource}` : resource;
}

function countIteration(
  items: { succeeded: number; failed: number; running: number },
  type: string,
) {
  items.running += type === 'MapIterationStarted' ? 1 : -1;
  if (type === 'MapIterationSucceeded') {
    items.succeeded += 1;
  } else if (type !== 'MapIterationStarted') {
    items.failed += 1;
  }
}
