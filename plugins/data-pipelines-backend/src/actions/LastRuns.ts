import type { Run, TriggerObject } from 'backstage-plugin-data-pipelines-common';
import type { Pipeline } from '../pipeline/PipelineReader';
import type { RunService } from '../service/RunService';

/** The newest run of each object, by key. */
export type LastRunByKey = Map<string, { id: string; status: string }>;

/** Pages looked through; what was processed longer ago is told as not processed, and the claim still refuses it. */
const MOST_PAGES = 10;

/** Finds out how objects were processed before. */
export class LastRuns {
  constructor(
    private readonly runs: RunService,
    private readonly pageSize: number,
  ) {}

  async of(pipeline: Pipeline, objects: TriggerObject[]): Promise<LastRunByKey> {
    const wanted = new Set(objects.map(({ key }) => key));
    const found: LastRunByKey = new Map();
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES && found.size < wanted.size; page++) {
      const { items, nextCursor } = await this.runs.list(pipeline, {
        limit: this.pageSize,
        cursor,
      });
      items.filter(tells).forEach(run => {
        const key = run.trigger!.key;
        if (wanted.has(key) && !found.has(key)) {
          found.set(key, { id: run.id, status: run.status });
        }
      });
      if (!nextCursor) {
        break;
      }
      cursor = nextCursor;
    }
    return found;
  }
}

/** A duplicate processed nothing: what counts is the run before it. */
function tells(run: Run): boolean {
  return run.trigger !== undefined && run.status !== 'duplicate';
}
