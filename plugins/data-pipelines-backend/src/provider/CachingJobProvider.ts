import type { Job } from 'backstage-plugin-data-pipelines-common';
import type { JobProvider, JobRef } from './JobProvider';
import { LruCache } from './LruCache';
import { SharedCalls } from './SharedCalls';

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'];

/** Keeps ended jobs, which change no more, and shares what is told of the others. */
export class CachingJobProvider implements JobProvider {
  private readonly ended = new LruCache<Job>(10_000);
  private readonly calls: SharedCalls;

  constructor(
    private readonly inner: JobProvider,
    options: { refreshMs: number },
  ) {
    this.calls = new SharedCalls(options.refreshMs);
  }

  async describe(ref: JobRef): Promise<Job> {
    const key = [ref.accountId, ref.region, ref.virtualClusterId, ref.id].join('/');
    const known = this.ended.get(key);
    if (known) {
      return known;
    }
    const job = await this.calls.share(key, () => this.inner.describe(ref));
    if (ENDED.includes(job.state)) {
      this.ended.set(key, job, 1);
    }
    return job;
  }
}
