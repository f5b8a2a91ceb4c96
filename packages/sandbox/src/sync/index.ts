export { sandboxPlugin } from './plugin';
export type {
  LogLine,
  PipelineState,
  PipelineStatus,
  PipelineTrigger,
  ResourceState,
  ResourceStatus,
  StepStatus,
} from './status/pipelineStatus';
export type { Dropped } from './drop/dropService';
