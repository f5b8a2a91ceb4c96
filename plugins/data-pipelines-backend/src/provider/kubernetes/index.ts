export { ClusterAccess } from './ClusterAccess';
export { readClusters } from './ClusterSettings';
export { KubernetesPipelineProvider } from './KubernetesPipelineProvider';
export type {
  Condition,
  InstanceRef,
  InstanceState,
  PipelineObjectProvider,
} from './PipelineObjectProvider';
