/** Where the sync of one pipeline stands. */
export type PipelineState = 'waiting' | 'syncing' | 'synced' | 'failed';

/** What became of one object. `skipped`: not wanted by the graph, or left in AWS by its deletion policy. */
export type ResourceState =
  'waiting' | 'created' | 'updated' | 'unchanged' | 'deleted' | 'failed' | 'skipped';

/** One object of a pipeline. */
export interface ResourceStatus {
  /** The graph's id of it (`table`, `subscriptions[0]`), or `Kind/name` of an object of the folder. */
  id: string;
  kind: string;
  name: string;
  state: ResourceState;
  message?: string;
}

/** One script that ran after the objects were there. */
export interface StepStatus {
  name: string;
  /** Null when it was ended, by its time limit or a newer push. */
  exitCode: number | null;
  /** The end of what it printed. */
  output: string;
}

/** One line of the log. */
export interface LogLine {
  /** ISO 8601. */
  time: string;
  text: string;
}

/** What starts the pipeline's runs, as its manifest says. */
export interface PipelineTrigger {
  on: 'data' | 'script';
  /** The bucket into which data files are put. */
  bucket: string;
  prefix: string;
  suffix?: string;
  region: string;
  /** Where the job's script lies. */
  script: { bucket: string; prefix: string; entryPoint: string };
}

/** Everything that is shown of one pipeline's sync. */
export interface PipelineStatus {
  namespace: string;
  team: string;
  name: string;
  /** `owner/name` of the repository that it is from. */
  repository: string;
  commit: string;
  /** The last commit that was synced in full; missing as long as the local AWS does not hold it. */
  syncedCommit?: string;
  state: PipelineState;
  /** One sentence: what it waits for, or why it failed. */
  message: string;
  resources: ResourceStatus[];
  steps: StepStatus[];
  log: LogLine[];
  /** Status of the graph's instance, as kro would report it; empty until the first sync. */
  instance: Record<string, unknown>;
  /** Missing until the manifest was read. */
  trigger?: PipelineTrigger;
  /** ISO 8601. */
  updatedAt: string;
}
