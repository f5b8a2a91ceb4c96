import type {
  IsoTime,
  RunError,
  Step,
  StepStatus,
  StepTry,
} from 'backstage-plugin-data-pipelines-common';
import type { HistoryEvent } from './HistoryEvent';
import { isTimeout } from './runError';

/** A step while its events are read. */
export class StepDraft {
  readonly id: string;
  readonly name: string;
  /** ASL type, e.g. `Task`. */
  readonly type: string;
  /** Absent while the step goes on. */
  status?: StepStatus;
  /** Name of the integration, e.g. `emr-containers:startJobRun.sync`. */
  resource?: string;
  jobId?: string;
  items?: NonNullable<Step['items']>;
  /** Of a Distributed Map: where AWS counts its items. */
  mapRunArn?: string;
  /** True once its Parallel or Map began anew without it: a redrive leaves it alone. */
  superseded = false;
  private readonly input?: string;
  private readonly startedAt: IsoTime;
  private endedAt?: IsoTime;
  private output?: string;
  private tries: StepTry[] = [];
  /** The last try is only what a redrive promises. */
  private promised = false;

  constructor(
    entered: HistoryEvent,
    readonly parent: StepDraft | undefined,
    readonly iteration: number | undefined,
  ) {
    this.id = String(entered.id);
    this.name = entered.details.name ?? 'unnamed';
    this.type = entered.type.replace(/StateEntered$/, '');
    this.input = entered.details.input;
    this.startedAt = entered.at;
  }

  /** True of a Parallel or Map, in which other steps run. */
  get holdsOthers(): boolean {
    return this.type === 'Parallel' || this.type === 'Map';
  }

  /** What the last try failed with. */
  get error(): RunError | undefined {
    return this.tries.at(-1)?.error;
  }

  isInside(other: StepDraft): boolean {
    return this.parent === other || (this.parent?.isInside(other) ?? false);
  }

  startTry(at: IsoTime) {
    if (this.promised) {
      this.tries.pop();
      this.promised = false;
    }
    this.endTry(at);
    this.tries.push({ startedAt: at });
  }

  endTry(at: IsoTime) {
    const last = this.tries.at(-1);
    if (last) {
      last.endedAt ??= at;
    }
  }

  failTry(at: IsoTime, error: RunError) {
    let last = this.tries.at(-1);
    if (!last || last.error) {
      // Failed before it was scheduled, e.g. because its arguments could not be worked out.
      last = { startedAt: last?.endedAt ?? this.startedAt };
      this.tries.push(last);
    }
    last.endedAt ??= at;
    last.error = error;
  }

  /** Left by the state machine: well, or by a Catch when the last try failed. */
  exit(event: HistoryEvent) {
    this.endTry(event.at);
    this.output = event.details.output;
    this.status = this.error ? 'caught' : 'succeeded';
    this.endedAt = event.at;
  }

  /** Ended without being left: failed if its last try did, else because of what happened around it. */
  close(at: IsoTime, around: StepStatus) {
    this.endTry(at);
    const failed = isTimeout(this.error) ? 'timedOut' : 'failed';
    this.status = this.error || this.type === 'Fail' ? failed : around;
    this.endedAt = (this.error && this.tries.at(-1)?.endedAt) ?? at;
  }

  /** Taken up again by a redrive. */
  reopen(at: IsoTime) {
    this.status = undefined;
    this.endedAt = undefined;
    // A redrive may go on inside a Parallel or Map without beginning it anew: what had failed is past all the same.
    if (this.holdsOthers && this.error) {
      this.startTry(at);
      this.promised = true;
    }
  }

  toStep(): Step {
    const { id, name, type, startedAt, endedAt, error } = this;
    const whole: StepTry = { startedAt, ...(endedAt && { endedAt }) };
    const optional = {
      endedAt,
      parentId: this.parent?.id,
      iteration: this.iteration,
      resource: this.resource,
      input: this.input,
      output: this.output,
      error: this.status ? error : undefined,
      jobId: this.jobId,
      items: this.items,
    };
    return {
      id,
      name,
      type,
      status: this.status ?? 'running',
      startedAt,
      tries: this.tries.length ? this.tries : [whole],
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    };
  }
}
