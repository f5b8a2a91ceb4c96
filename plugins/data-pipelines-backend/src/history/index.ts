export type { HistoryEvent, HistoryEventDetails } from './HistoryEvent';
export { toJobState } from './jobs';
export { readHistory, type RunHistory } from './readHistory';
