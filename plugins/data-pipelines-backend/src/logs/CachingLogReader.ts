import type { LogFileList, LogSlice } from 'backstage-plugin-data-pipelines-common';
import type { Readable } from 'node:stream';
import { LruCache, SharedCalls } from '../provider';
import type { Range } from './lines';
import type { JobPlace, LogReader } from './LogReader';
import { logFolder } from './LogPath';
import type { FoundReason } from './reason';

/** What can be had of logs. */
export type Logs = Pick<LogReader, 'list' | 'read' | 'open' | 'reason'>;

/** EMR writes logs every few minutes: nobody misses anything by an answer of a moment ago. */
const SHARED_MS = 15_000;
/** Answers without lines of logs that are shared at a time. */
const MOST_SHARED = 100;
/** Characters of logs that are held at a time: a part of one may be megabytes. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

/** Shares what is read of logs, so that S3 is asked for what is looked at and not for who looks; and keeps why jobs failed. */
export class CachingLogReader implements Logs {
  private readonly calls = new SharedCalls(SHARED_MS, MOST_SHARED);
  private readonly slices = new SharedCalls(SHARED_MS, MOST_CHARACTERS, slice =>
    charactersOf((slice as LogSlice).lines),
  );
  private readonly reasons = new LruCache<FoundReason>(MOST_CHARACTERS);

  constructor(private readonly inner: Logs) {}

  list(place: JobPlace): Promise<LogFileList> {
    return this.calls.share(keyOf('list', place), () => this.inner.list(place));
  }

  read(place: JobPlace, id: string, range: Range): Promise<LogSlice> {
    return this.slices.share(keyOf('read', place, id, range), () =>
      this.inner.read(place, id, range),
    );
  }

  /** A download is a stream, which only one can take. */
  open(place: JobPlace, id: string): Promise<Readable> {
    return this.inner.open(place, id);
  }

  async reason(place: JobPlace): Promise<FoundReason | undefined> {
    const key = keyOf('reason', place);
    const known = this.reasons.get(key);
    if (known) {
      return known;
    }
    const found = await this.calls.share(key, () => this.inner.reason(place));
    // Without one the log may not have been written yet.
    if (found) {
      this.reasons.set(key, found, charactersOf(found.reason.lines));
    }
    return found;
  }
}

function charactersOf(lines: string[]): number {
  return lines.reduce((sum, { length }) => sum + length, 100);
}

function keyOf(what: string, { accountId, region, job }: JobPlace, ...more: unknown[]): string {
  return JSON.stringify([what, accountId, region, logFolder(job), job.id, job.state, ...more]);
}
