import {
  type Job,
  type JobSize,
  type JobState,
  sizeOf,
} from 'backstage-plugin-data-pipelines-common';
import type { Knex } from 'knex';
import type { JobRef } from '../provider';
import { chunks } from './Database';
import { jobProgress } from './mergeRun';

type States = NonNullable<Job['states']>;

/** Since when a job has been in each state, whichever was heard of first; oldest first. */
function statesOf(...heard: (States | undefined)[]): States {
  const since = new Map<JobState, string>();
  for (const { state, since: at } of heard.flatMap(states => states ?? [])) {
    const known = since.get(state);
    if (known === undefined || at < known) since.set(state, at);
  }
  return [...since]
    .map(([state, at]) => ({ state, since: at }))
    .sort((a, b) => jobProgress(a.state) - jobProgress(b.state));
}

/** Keeps what was heard of jobs. A job never goes back to an earlier state. */
export class JobStore {
  constructor(
    private readonly knex: Knex,
    private readonly now: () => number = Date.now,
  ) {}

  /** @returns the job as it is known then, and the run that started it, when that is known. */
  async take(
    place: { accountId: string; region: string },
    job: Job,
    run?: { machineId: number; runId: string },
  ): Promise<{ job: Job; run?: { machineId: number; runId: string } }> {
    const key = { account_id: place.accountId, region: place.region, job_id: job.id };
    return this.knex.transaction(async tx => {
      await tx('jobs')
        .insert({ ...key, state: 'UNKNOWN', body: '{}', seen_at: this.now() })
        .onConflict(['account_id', 'region', 'job_id'])
        .ignore();
      const query = tx('jobs').where(key).first();
      const row = await (tx.client.config.client === 'pg' ? query.forUpdate() : query);
      const known = JSON.parse(row.body) as Partial<Job>;
      const later = jobProgress(job.state) >= jobProgress(row.state as JobState);
      const states = statesOf(known.states, job.states);
      const merged = {
        ...(later ? { ...known, ...job } : { ...job, ...known }),
        ...(states.length && { states }),
      } as Job;
      const owner =
        run ?? (row.run_id ? { machineId: row.machine_id, runId: row.run_id } : undefined);
      await tx('jobs')
        .where(key)
        .update({
          state: merged.state,
          name: merged.name ?? null,
          body: JSON.stringify(merged),
          seen_at: this.now(),
          ...(owner && { machine_id: owner.machineId, run_id: owner.runId }),
        });
      return { job: merged, ...(owner && { run: owner }) };
    });
  }

  async get({ accountId, region, id }: JobRef): Promise<Job | undefined> {
    const row = await this.knex('jobs')
      .where({ account_id: accountId, region, job_id: id })
      .first('body');
    return row && JSON.parse(row.body);
  }

  /** The sizes of these jobs, as far as they are known, by their ids. */
  async sizes(
    place: { accountId: string; region: string },
    ids: string[],
  ): Promise<Map<string, JobSize>> {
    const found = new Map<string, JobSize>();
    for (const some of chunks(ids, 200)) {
      const rows = await this.knex('jobs')
        .where({ account_id: place.accountId, region: place.region })
        .whereIn('job_id', some)
        .select('job_id', 'body');
      for (const { job_id: id, body } of rows) {
        const size = sizeOf((JSON.parse(body) as Partial<Job>).sparkSubmitParameters);
        if (size) found.set(id, size);
      }
    }
    return found;
  }
}
