import type { TriggerObject } from './run';

/** Body of `POST …/runs`: start a run with an object that is there already. */
export interface StartRequest {
  /** Key in the input bucket, as it is in S3. */
  key: string;
  /** Newest version when left out. */
  versionId?: string;
  /** Process it although it was processed before; default false. What ended without success is always done anew. */
  again?: boolean;
}

/** Answer to every action that starts something: the run that goes on from now. */
export interface StartedRun {
  runId: string;
}

/** Body of `POST …/backfill`: a run for each object under a prefix, or for each of the runs named. */
export interface BackfillRequest {
  /** Folder within the trigger's own prefix, e.g. `input/2024/`. Either this or `runIds`. */
  prefix?: string;
  /** Runs to run again, at most 100. */
  runIds?: string[];
  /** Process objects again that were processed before; default false. What ended without success is always done anew. */
  again?: boolean;
  /** Only tell what would start; default true, so that nothing starts by accident. */
  preview?: boolean;
}

/** What a backfill starts, or would start. At most 1000 objects; `more` says that there are further ones. */
export interface Backfill {
  objects: (TriggerObject & {
    /** How it was processed before, if it was. */
    lastRun?: { id: string; status: string };
    /** The run started for it; absent in a preview and where `problem` says why there is none. */
    runId?: string;
    problem?: string;
  })[];
  more: boolean;
}
