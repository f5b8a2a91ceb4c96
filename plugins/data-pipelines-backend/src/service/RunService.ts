import type {
  Run,
  RunDetail,
  RunEventPage,
  RunPage,
  RunStatistics,
} from 'backstage-plugin-data-pipelines-common';
import type { Pipeline } from '../pipeline/PipelineReader';
import type { RunFilter } from '../store';

/** Which runs to list. */
export interface RunQuery extends RunFilter {
  cursor?: string;
  /** Most runs on the page. */
  limit: number;
}

/** Which events of a run to give. */
export interface RunEventQuery {
  /** Only those behind the event of this id. */
  cursor?: string;
  limit: number;
  /** Only those by which steps are entered and left. */
  steps?: boolean;
}

/** The last run of an object. */
export type LastRun = Pick<Run, 'id' | 'status'>;

/** The definition that a run has. */
export interface RunDefinition {
  /** ASL JSON. */
  definition: string;
  stateMachineArn: string;
}

/** The runs of pipelines. Who may ask is decided before: a {@link Pipeline} is one that the caller may read. */
export interface RunService {
  /** Newest first. */
  list(pipeline: Pipeline, query: RunQuery): Promise<RunPage>;
  /** How objects were processed last, by key. */
  lastByKey(pipeline: Pipeline, keys: string[]): Promise<Map<string, LastRun>>;
  get(pipeline: Pipeline, id: string): Promise<RunDetail>;
  /** AWS has taken a redrive, the how-manieth of the run: it goes on from now, before AWS itself says so. */
  redriven(pipeline: Pipeline, id: string, redriveCount: number): Promise<void>;
  events(pipeline: Pipeline, id: string, query: RunEventQuery): Promise<RunEventPage>;
  definition(pipeline: Pipeline, id: string): Promise<RunDefinition>;
  /** Figures over the runs of the last `days` days. */
  statistics(pipeline: Pipeline, days: number): Promise<RunStatistics>;
}
