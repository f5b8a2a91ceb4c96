import type { JobState, Run, RunStatus } from 'backstage-plugin-data-pipelines-common';
import type { RunFact } from './RunFact';

/** A row of the table `runs`, as either database gives it: Postgres gives big numbers as text. */
export interface RunRow {
  machine_id: number;
  run_id: string;
  status: string;
  redrive_count: number;
  precision: number;
  started_at: number | string;
  ended_at: number | string | null;
  bucket: string | null;
  key: string | null;
  version_id: string | null;
  size: number | string | null;
  job_id: string | null;
  job_state: string | null;
  error_name: string | null;
  error_message: string | null;
  error_step: string | null;
  detail_at: number | string | null;
  detail_tries: number;
}

/** Columns that a {@link RunFact} fills. */
export type FactColumns = Omit<RunRow, 'machine_id' | 'detail_at' | 'detail_tries'>;

/** Longest sentence that a list repeats of an error; the run's own page has all of it. */
const MESSAGE = 2_000;

export function toColumns(fact: RunFact): FactColumns {
  const { trigger, job, error } = fact;
  return {
    run_id: fact.runId,
    status: fact.status,
    redrive_count: fact.redriveCount,
    precision: fact.precision,
    started_at: fact.startedAt,
    ended_at: fact.endedAt ?? null,
    bucket: clean(trigger?.bucket),
    key: clean(trigger?.key),
    version_id: clean(trigger?.versionId),
    size: trigger?.size ?? null,
    job_id: job?.id ?? null,
    job_state: job?.state ?? null,
    error_name: clean(error?.name),
    error_message: clean(error?.message.slice(0, MESSAGE)),
    error_step: clean(error?.step),
  };
}

export function toFact(row: RunRow): RunFact {
  return {
    runId: row.run_id,
    status: row.status as RunStatus,
    redriveCount: row.redrive_count,
    precision: row.precision as RunFact['precision'],
    startedAt: Number(row.started_at),
    ...(row.ended_at !== null && { endedAt: Number(row.ended_at) }),
    ...(row.key !== null && {
      trigger: {
        bucket: row.bucket ?? '',
        key: row.key,
        ...(row.version_id !== null && { versionId: row.version_id }),
        ...(row.size !== null && { size: Number(row.size) }),
      },
    }),
    ...(row.job_id !== null && { job: { id: row.job_id, state: row.job_state as JobState } }),
    ...(row.error_name !== null && {
      error: {
        name: row.error_name,
        message: row.error_message ?? row.error_name,
        ...(row.error_step !== null && { step: row.error_step }),
      },
    }),
  };
}

/** A run as lists show it. */
export function toRun(fact: RunFact, arn: string): Run {
  const { runId, precision: _precision, startedAt, endedAt, ...rest } = fact;
  return {
    id: runId,
    arn,
    ...rest,
    startedAt: new Date(startedAt).toISOString(),
    ...(endedAt !== undefined && { endedAt: new Date(endedAt).toISOString() }),
  };
}

/** Postgres takes no NUL in text, and a workflow's error may hold anything. */
function clean(value: string | undefined): string | null {
  // eslint-disable-next-line no-control-regex
  return value === undefined ? null : value.replace(/\u0000/g, '\ufffd');
}
