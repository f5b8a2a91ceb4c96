import { RunDetail, RunStatus, Step, TriggerObject } from 'backstage-plugin-data-pipelines-common';

/** The stations of a file on its way through a pipeline. */
export const STATIONS = ['arrived', 'event', 'run', 'job', 'rows', 'lake', 'announced'] as const;
export type StationId = (typeof STATIONS)[number];

/** One station: when the file was there, or why it is not. */
export interface Station {
  id: StationId;
  /**
   * `stopped`: by a person; `ahead`: not yet; `never`: the run ended before; `mailed`: no step of the run tells of
   * it, but a rule does, of which nothing is heard here.
   */
  state: 'done' | 'going' | 'failed' | 'stopped' | 'ahead' | 'never' | 'mailed';
  /** When it began, for what takes its time. */
  from?: string;
  /** When it was done. */
  at?: string;
  /** Figures and names for the station's sentence. */
  words: Record<string, string>;
  /** Step that the station is about. */
  step?: string;
  object?: TriggerObject;
  jobId?: string;
}

/** Ends of a run that the rule mails. */
const MAILED: RunStatus[] = ['failed', 'timedOut', 'stopped'];

const JOB_STATIONS: Record<string, Station['state']> = {
  COMPLETED: 'done',
  FAILED: 'failed',
  CANCELLED: 'stopped',
};

/**
 * The way of the file that started a run, from its arrival to the message about it. `mailsFailures` says that the
 * pipeline has the rule that mails how a run ended when it did not succeed.
 */
export function storyOf(run: RunDetail, mailsFailures = false): Station[] {
  const event = eventOf(run.input);
  const open = run.endedAt === undefined;
  const job = run.jobs.at(-1);
  const rows = rowsOf(run);
  const stored = run.steps.filter(({ type }) => type === 'Map').at(-1);
  const copy = copyOf(run.steps);
  const announce = run.steps.filter(calls(/events:putEvents$|sns:publish$/)).at(-1);

  const ofStep = (
    id: StationId,
    step: Step | undefined,
    words: Station['words'] = {},
  ): Station => ({
    id,
    words,
    step: step?.name,
    state: step ? stateOf(step) : absent(open),
    at: step?.status === 'succeeded' ? step.endedAt : undefined,
  });
  return [
    {
      id: 'arrived',
      state: event.time || run.trigger ? 'done' : 'never',
      at: event.time,
      words: {},
      object: run.trigger,
    },
    {
      id: 'event',
      state: run.trigger ? 'done' : 'never',
      at: event.time,
      words: { reason: event.reason ?? '' },
    },
    { id: 'run', state: runState(run, open), from: run.startedAt, at: run.endedAt, words: {} },
    {
      id: 'job',
      words: {},
      jobId: job?.id,
      state: job ? (JOB_STATIONS[job.state] ?? 'going') : absent(open),
      at: job?.finishedAt,
    },
    rows === undefined && !stored
      ? { id: 'rows', state: absent(open), words: {} }
      : {
          ...ofStep('rows', stored, { rows: String(rows ?? stored?.items?.total ?? 0) }),
          ...(!stored && { state: absent(open) }),
        },
    { ...ofStep('lake', copy), object: lakeOf(copy, run.trigger) },
    mailsFailures && MAILED.includes(run.status)
      ? { id: 'announced', state: 'mailed', words: {} }
      : ofStep('announced', announce),
  ];
}

function runState(run: RunDetail, open: boolean): Station['state'] {
  if (open) return 'going';
  if (run.status === 'stopped') return 'stopped';
  return run.status === 'succeeded' || run.status === 'duplicate' ? 'done' : 'failed';
}

function absent(open: boolean): Station['state'] {
  return open ? 'ahead' : 'never';
}

function stateOf({ status }: Step): Station['state'] {
  if (status === 'succeeded' || status === 'caught') return 'done';
  if (status === 'stopped') return 'stopped';
  return status === 'running' ? 'going' : 'failed';
}

/** The step that put the file into the lake: one that says where it lies, or else is called after it. */
function copyOf(steps: Step[]): Step | undefined {
  const copies = steps.filter(calls(/copyObject$|completeMultipartUpload$/));
  return (
    copies.find(({ output }) => objectOf(output).lake !== undefined) ??
    copies.find(({ name }) => /lake/i.test(name)) ??
    copies[0]
  );
}

function calls(resource: RegExp) {
  return (step: Step) => resource.test(step.resource ?? '');
}

/** Rows that the job wrote, by its manifest. */
function rowsOf({ manifest }: RunDetail): number | undefined {
  const rows = objectOf(manifest).rowsOut;
  return typeof rows === 'number' ? rows : undefined;
}

function eventOf(input: string | undefined): { time?: string; reason?: string } {
  const { time, detail } = objectOf(input);
  const { reason } = typeof detail === 'object' && detail ? (detail as { reason?: unknown }) : {};
  return {
    ...(typeof time === 'string' && !Number.isNaN(Date.parse(time)) && { time }),
    ...(typeof reason === 'string' && { reason }),
  };
}

/** Where the copy lies: the step's output says it. */
function lakeOf(copy: Step | undefined, source?: TriggerObject): TriggerObject | undefined {
  const { lake } = objectOf(copy?.output);
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(typeof lake === 'string' ? lake : '') ?? [];
  return bucket && key ? { bucket, key, size: source?.size } : undefined;
}

function objectOf(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
