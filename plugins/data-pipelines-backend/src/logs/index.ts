export { CachingLogReader, type Logs } from './CachingLogReader';
export { type JobPlace, LogReader } from './LogReader';
export type { Range } from './lines';
export type { FoundReason, Reason } from './reason';
