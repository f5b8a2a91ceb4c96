/** One log of a job: one stream of one of its pods. */
export interface LogFile {
  /** Names it within its job; opaque, goes back in the path of the log's own route. */
  id: string;
  pod: string;
  role: 'driver' | 'executor' | 'submitter';
  stream: 'stdout' | 'stderr';
  /** Bytes as stored, compressed. */
  size: number;
}

/** Where the logs of a job are and which there are. */
export interface LogFileList {
  items: LogFile[];
  /** One sentence why there is none, e.g. that EMR uploads logs some minutes after a pod ended. */
  notice?: string;
}

/** Consecutive lines of one log. */
export interface LogSlice {
  /** Number of the first line given, from 1. */
  firstLine: number;
  lines: string[];
  /** Lines in all so far; absent when the log is too big to be read to its end. */
  totalLines?: number;
  /** Whether there is more after the last line given. */
  more: boolean;
  /** Number of the line that says why the job failed, when it is known. */
  failedLine?: number;
}
