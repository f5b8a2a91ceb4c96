export { endOf } from './endOf';
export type { HistoryEvent, HistoryEventDetails } from './HistoryEvent';
export { toJobState } from './jobs';
export { outcomeOf } from './outcome';
export { readHistory, type RunHistory } from './readHistory';
export { isTimeout } from './runError';
export { triggerOf } from './trigger';
