export * from './intervals';
export * from './isRetryable';
export * from './useNow';
export * from './usePlatforms';
export * from './usePreview';
export * from './useRun';
export * from './useRuns';
export * from './useStatusFilter';
export type { Polled } from './Poller';
