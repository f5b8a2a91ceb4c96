import type { RunAction, RunActionState } from './runAction';
import type { JobSize } from './sizing';
import type { Stale } from './stale';
import { JobState, RunStatus, StepStatus } from './status';
import type { IsoTime } from './time';

/** The object whose arrival started a run. */
export interface TriggerObject {
  bucket: string;
  /** The whole key as it is in S3, not URL-encoded. */
  key: string;
  versionId?: string;
  /** Bytes. */
  size?: number;
}

/** An error as Step Functions or EMR reported it. */
export interface RunError {
  /** Name of the error, e.g. `States.TaskFailed`. */
  name: string;
  /** The sentence for a person: the job's own reason if there is one. */
  message: string;
  /** The cause as it was reported, when that is more than the message (often JSON). Not in lists. */
  cause?: string;
  /** Name of the step that failed. */
  step?: string;
}

/** One Step Functions execution of a pipeline. */
export interface Run {
  /** Name of the execution; unique within its state machine. */
  id: string;
  arn: string;
  status: RunStatus;
  startedAt: IsoTime;
  /** Absent while the run goes on. */
  endedAt?: IsoTime;
  /** How often it was redriven; 0 for most. */
  redriveCount: number;
  /** Absent when a person started the run with an input that names no object. */
  trigger?: TriggerObject;
  /** State of the Spark job, once there is one: the last job of the run. Its size in lists only, as far as it is known. */
  job?: Pick<Job, 'id' | 'state'> & { size?: JobSize };
  error?: RunError;
}

/** One try of a step. */
export interface StepTry {
  startedAt: IsoTime;
  endedAt?: IsoTime;
  error?: RunError;
}

/** One state of a run, with what went in, what came out and how often it was tried. */
export interface Step {
  /** Unique within the run; the id of the history event by which it was entered. */
  id: string;
  name: string;
  /** ASL type, e.g. `Task`, `Parallel`, `Map`. */
  type: string;
  status: StepStatus;
  startedAt: IsoTime;
  endedAt?: IsoTime;
  tries: StepTry[];
  /** Id of the Parallel or Map step it runs in. */
  parentId?: string;
  /** Number of the Map's iteration it runs in, from 0. */
  iteration?: number;
  /** Name of the integration, e.g. `emr-containers:startJobRun.sync`. */
  resource?: string;
  /** JSON text as Step Functions recorded it; cut by AWS at 256 KiB. */
  input?: string;
  output?: string;
  error?: RunError;
  /** Id of the job that this step started. */
  jobId?: string;
  /** For a Map: items in all and by outcome. */
  items?: { total: number; succeeded: number; failed: number; running: number };
}

/** One EMR on EKS job run. */
export interface Job {
  id: string;
  name?: string;
  arn?: string;
  virtualClusterId: string;
  state: JobState;
  /** EMR's sentence about the state. */
  stateDetails?: string;
  /** `INTERNAL_ERROR`, `USER_ERROR`, `VALIDATION_ERROR` or `CLUSTER_UNAVAILABLE`. */
  failureReason?: string;
  /** Since when the job has been in each state, oldest first; as far as its state changes were heard of. */
  states?: { state: JobState; since: IsoTime }[];
  releaseLabel?: string;
  createdAt?: IsoTime;
  finishedAt?: IsoTime;
  /** URI of the script in S3. */
  entryPoint?: string;
  arguments?: string[];
  /** The `--conf` and sizing of the job as it was submitted. */
  sparkSubmitParameters?: string;
  /** S3 prefix under which EMR keeps the logs of this job. */
  logUri?: string;
}

/** A run with everything that the run page shows. */
export interface RunDetail extends Run {
  /** The execution's input and output as JSON text. */
  input?: string;
  output?: string;
  /** In the order in which they were entered. */
  steps: Step[];
  jobs: Job[];
  /** Set when a part could not be had, so that the page can say so instead of showing less in silence. */
  notices: string[];
  /** What can be done to the run now. */
  actions?: Record<RunAction, RunActionState>;
  /** The job's `_manifest.json` as JSON text, once it is there. */
  manifest?: string;
  stale?: Stale;
}

/** A page of runs, newest first. */
export interface RunPage {
  items: Run[];
  /** Hand it back as `cursor` for the next page; absent on the last. */
  nextCursor?: string;
  /** Sentences about what could not be had, e.g. the jobs of these runs; absent when nothing is missing. */
  notices?: string[];
  /** Runs by status within the time and text asked for, whatever status was asked for; on the first page only. */
  counts?: Partial<Record<RunStatus, number>>;
  /** Set while older runs of the pipeline are still being fetched: the time back to which they are there. */
  completeSince?: IsoTime;
  stale?: Stale;
}
