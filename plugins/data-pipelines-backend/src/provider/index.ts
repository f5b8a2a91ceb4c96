export { AwsAccess, type AwsClientOptions, type AwsPlace } from './AwsAccess';
export { within } from './call';
export { CachingJobProvider } from './CachingJobProvider';
export { CachingRunProvider } from './CachingRunProvider';
export { EmrContainersJobProvider } from './EmrContainersJobProvider';
export { EmrSparkHistoryProvider } from './EmrSparkHistoryProvider';
export type { JobProvider, JobRef } from './JobProvider';
export type { BucketRef, ObjectProvider, StoredObject } from './ObjectProvider';
export type { RunControl } from './RunControl';
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
export { S3ObjectProvider } from './S3ObjectProvider';
export type { SparkHistoryProvider } from './SparkHistoryProvider';
export { StepFunctionsRunControl } from './StepFunctionsRunControl';
export { type QueueProvider, SqsQueueProvider } from './QueueProvider';
export { SnsTopicProvider, type Subscriber, type TopicProvider } from './TopicProvider';
export {
  EmrVirtualClusterProvider,
  type VirtualClusterProvider,
  type VirtualClusterState,
} from './VirtualClusterProvider';
export {
  ClusterAccess,
  type Condition,
  type InstanceRef,
  type InstanceState,
  KubernetesPipelineProvider,
  type PipelineObjectProvider,
  readClusters,
} from './kubernetes';
