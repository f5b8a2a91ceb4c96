import { NotFoundError } from '@backstage/errors';
import type { Job, LogFile } from 'backstage-plugin-data-pipelines-common';

/** Where EMR keeps the logs of a job: `<logUri>/<virtual cluster>/jobs/<job>/containers/<application>/<pod>/<stream>.gz`. */
export interface LogFolder {
  bucket: string;
  /** Ends with a slash. */
  prefix: string;
}

const URI = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/;
// Names of Kubernetes; nothing in them can lead out of the folder.
const FILE = /^([A-Za-z0-9][\w.-]*)\/([A-Za-z0-9][\w.-]*)\/(stdout|stderr)\.gz$/;

/** The folder of the job's logs; undefined when it keeps none in S3. */
export function logFolder(job: Job): LogFolder | undefined {
  const [, bucket, prefix = ''] = URI.exec(job.logUri ?? '') ?? [];
  if (!bucket) {
    return undefined;
  }
  const base = prefix.replace(/\/+$/, '');
  const path = `${job.virtualClusterId}/jobs/${job.id}/containers/`;
  return { bucket, prefix: base ? `${base}/${path}` : path };
}

/** The log behind a key of the folder; undefined for keys that are none. */
export function toLogFile(folder: LogFolder, key: string, size: number): LogFile | undefined {
  const path = key.slice(folder.prefix.length);
  const [, , pod, stream] = FILE.exec(path) ?? [];
  if (!pod) {
    return undefined;
  }
  return {
    id: Buffer.from(path).toString('base64url'),
    pod,
    role: roleOf(pod),
    stream: stream as LogFile['stream'],
    size,
  };
}

/** The key of a log by its id. @throws NotFoundError for what is no id of a log. */
export function logKey(folder: LogFolder, id: string): string {
  const path = Buffer.from(id, 'base64url').toString('utf8');
  if (!FILE.test(path)) {
    throw new NotFoundError(`There is no log "${id.slice(0, 60)}": take an id of the list of logs`);
  }
  return folder.prefix + path;
}

function roleOf(pod: string): LogFile['role'] {
  if (/-driver$|^driver/.test(pod)) {
    return 'driver';
  }
  return /-exec-\d+$|executor/.test(pod) ? 'executor' : 'submitter';
}
