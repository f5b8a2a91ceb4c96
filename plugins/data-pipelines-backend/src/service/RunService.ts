import type { RunDetail, RunPage, RunStatus } from 'backstage-plugin-data-pipelines-common';
import type { Pipeline } from '../pipeline/PipelineReader';

/** Which runs to list. */
export interface RunQuery {
  status?: RunStatus;
  cursor?: string;
  /** Most runs to answer with; a page may hold fewer and still have a next one. */
  limit: number;
}

/** The runs of pipelines. Who may ask is decided before: a {@link Pipeline} is one that the caller may read. */
export interface RunService {
  /** Newest first. */
  list(pipeline: Pipeline, query: RunQuery): Promise<RunPage>;
  get(pipeline: Pipeline, id: string): Promise<RunDetail>;
}
