export { AwsAccess } from './AwsAccess';
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
export { StepFunctionsRunProvider } from './StepFunctionsRunProvider';
