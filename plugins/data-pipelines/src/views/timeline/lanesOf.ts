import { Job, JobState, RunDetail, Step, StepStatus } from 'backstage-plugin-data-pipelines-common';
import { StepNode } from '../run/nest';

/** A piece of a lane: something took from here to there. Times in ms since the epoch. */
export interface Bar {
  from: number;
  /** Left out: it goes on. */
  to?: number;
  kind: 'try' | 'wait' | 'job';
  status?: StepStatus;
  jobState?: JobState;
  /** Number of the try, from 1. */
  number?: number;
  error?: string;
}

/** One line of the timeline. */
export interface Lane {
  key: string;
  depth: number;
  step?: Step;
  job?: Job;
  bars: Bar[];
  /** Steps within it that are not shown now; 0 when there are none or all are shown. */
  hidden: number;
  /** Whether there are steps within it. */
  opens: boolean;
}

/** More steps than this within one are shown only when somebody asks. */
export const MANY = 20;

/** The lanes of a run: each step with its tries, its job's states under it, then the steps within it. */
export function lanesOf(
  tree: StepNode[],
  run: Pick<RunDetail, 'jobs' | 'endedAt'>,
  open: ReadonlySet<string>,
  depth = 0,
): Lane[] {
  return tree.flatMap(({ step, children }) => {
    const shown = children.length <= MANY ? !open.has(step.id) : open.has(step.id);
    const lane: Lane = {
      key: step.id,
      depth,
      step,
      bars: barsOf(step),
      opens: children.length > 0,
      hidden: shown ? 0 : children.length,
    };
    const job = run.jobs.find(({ id }) => id === step.jobId);
    return [
      lane,
      ...(job ? [{ ...jobLane(job, run.endedAt), depth: depth + 1 }] : []),
      ...(shown ? lanesOf(children, run, open, depth + 1) : []),
    ];
  });
}

function barsOf(step: Step): Bar[] {
  const bars: Bar[] = [];
  let free = Date.parse(step.startedAt);
  step.tries.forEach((attempt, index) => {
    const from = Date.parse(attempt.startedAt);
    const last = index === step.tries.length - 1;
    const end = attempt.endedAt ?? (last ? step.endedAt : undefined);
    if (from - free > 50) bars.push({ from: free, to: from, kind: 'wait' });
    bars.push({
      from,
      to: end === undefined ? undefined : Date.parse(end),
      kind: 'try',
      number: index + 1,
      status: tryStatus(step, last, attempt.error !== undefined),
      error: attempt.error && `${attempt.error.name}: ${attempt.error.message}`,
    });
    free = end === undefined ? free : Date.parse(end);
  });
  if (bars.length === 0) {
    const to = step.endedAt === undefined ? undefined : Date.parse(step.endedAt);
    bars.push({ from: free, to, kind: 'try', status: step.status });
  }
  return bars;
}

function tryStatus(step: Step, last: boolean, failed: boolean): StepStatus {
  if (last) return step.status;
  return failed ? 'failed' : 'caught';
}

/** Queued and waiting for the cluster are told apart from working, as far as the states were heard of. */
function jobLane(job: Job, runEnd: string | undefined): Lane {
  const end = job.finishedAt ?? runEnd;
  const states = job.states ?? (job.createdAt ? [{ state: job.state, since: job.createdAt }] : []);
  const bars = states
    .filter(({ state }) => !['COMPLETED', 'FAILED', 'CANCELLED'].includes(state) || !job.states)
    .map(({ state, since }, index): Bar => {
      const to = job.states?.[index + 1]?.since ?? end;
      return {
        from: Date.parse(since),
        to: to === undefined ? undefined : Date.parse(to),
        kind: 'job',
        jobState: state,
      };
    });
  return { key: `job ${job.id}`, depth: 0, job, bars, opens: false, hidden: 0 };
}

const NICE = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
];

/** Seconds at which the axis has a line: round numbers, no more than `most`. */
export function ticksOf(seconds: number, most: number): number[] {
  const step = NICE.find(candidate => seconds / candidate <= most) ?? Math.ceil(seconds / most);
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
}
