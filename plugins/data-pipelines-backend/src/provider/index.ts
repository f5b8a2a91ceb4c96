export { AwsAccess, type AwsPlace } from './AwsAccess';
export { within } from './call';
export { CachingJobProvider } from './CachingJobProvider';
export { CachingRunProvider } from './CachingRunProvider';
export { EmrContainersJobProvider } from './EmrContainersJobProvider';
export type { JobProvider, JobRef } from './JobProvider';
export type {
  Execution,
  ExecutionPage,
  ExecutionQuery,
  MapItems,
  RunProvider,
} from './RunProvider';
export { StepFunctionsRunProvider, toRunStatus } from './StepFunctionsRunProvider';
export { inParallel } from './inParallel';
export { LruCache } from './LruCache';
export { SharedCalls } from './SharedCalls';
