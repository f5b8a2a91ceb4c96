import { NotFoundError } from '@backstage/errors';
import type { Job, LogFile, LogFileList, LogSlice } from 'backstage-plugin-data-pipelines-common';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { findReason, type FoundReason } from './reason';
import type { AwsPlace, ObjectProvider } from '../provider';
import { type Range, readLines } from './lines';
import { type LogFolder, logFolder, logKey, toLogFile } from './LogPath';

/** A job of a run, and where it lives. */
export interface JobPlace extends AwsPlace {
  job: Job;
}

/** Logs listed of one job; a job of a thousand executors has two thousand. */
const MOST_FILES = 2_000;
/** Lines at the end of a log in which a reason is looked for. */
const REASON_LINES = 5_000;

const ORDER: LogFile['role'][] = ['driver', 'submitter', 'executor'];

/** Reads the logs that EMR keeps in S3. */
export class LogReader {
  constructor(private readonly objects: ObjectProvider) {}

  /** The driver's logs first. */
  async list(place: JobPlace): Promise<LogFileList> {
    const folder = logFolder(place.job);
    if (!folder) {
      return { items: [], notice: 'This job keeps no logs in S3.' };
    }
    const files: LogFile[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.objects.list(refOf(place, folder), {
        prefix: folder.prefix,
        limit: 1_000,
        cursor,
      });
      files.push(...page.objects.flatMap(({ key, size }) => toLogFile(folder, key, size) ?? []));
      cursor = page.nextCursor;
    } while (cursor && files.length < MOST_FILES);
    files.sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role) || (a.pod < b.pod ? -1 : 1));
    return {
      items: files.slice(0, MOST_FILES),
      ...(!files.length && {
        notice:
          'There is no log yet. EMR writes logs to S3 every few minutes and when a pod ends; a pod that never started has none.',
      }),
    };
  }

  /**
   * Lines of one log, with the number of the line that says why the job failed if it did and the line is among those
   * given. Jobs that succeed write exceptions too, which they have recovered from.
   */
  async read(place: JobPlace, id: string, range: Range): Promise<LogSlice> {
    const stream = await this.openPacked(place, id);
    const window = await readLines(stream, range);
    const reason = place.job.state === 'FAILED' ? findReason(window.lines) : undefined;
    return { ...window, ...(reason && { failedLine: window.firstLine + reason.at }) };
  }

  /** The whole log as text. */
  async open(place: JobPlace, id: string): Promise<Readable> {
    const packed = await this.openPacked(place, id);
    const unpacked = createGunzip();
    packed.on('error', error => unpacked.destroy(error));
    unpacked.on('close', () => packed.destroy());
    return packed.pipe(unpacked);
  }

  /** Why the job failed by the driver's own logs. Spark passes a Python driver's stderr on to its stdout, so both are read. */
  async reason(place: JobPlace): Promise<FoundReason | undefined> {
    const { items } = await this.list(place);
    const drivers = items.filter(({ role }) => role === 'driver');
    const found = await Promise.all(
      drivers.map(async log => {
        const window = await readLines(await this.openPacked(place, log.id), {
          tail: REASON_LINES,
        });
        const reason = findReason(window.lines);
        return reason && { log, reason, firstLine: window.firstLine };
      }),
    );
    const reasons = found.filter(one => one !== undefined);
    // A traceback says more than the wrapper that the JVM makes of it, and is where Python writes.
    return reasons.find(({ log }) => log.stream === 'stdout') ?? reasons[0];
  }

  private async openPacked(place: JobPlace, id: string): Promise<Readable> {
    const folder = logFolder(place.job);
    if (!folder) {
      throw new NotFoundError(`Job ${place.job.id} keeps no logs in S3`);
    }
    return this.objects.open(refOf(place, folder), logKey(folder, id));
  }
}

function refOf({ accountId, region }: JobPlace, { bucket }: LogFolder) {
  return { accountId, region, bucket };
}
