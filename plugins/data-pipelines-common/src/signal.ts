/** Channel on which the backend tells open pages that a pipeline's runs changed. */
export const SIGNAL_CHANNEL = 'data-pipelines';

/** What is sent there. Any signed-in user may listen, so it carries no data: the page asks the routes, which decide. */
export type PipelineSignal = {
  /** `component:default/retail-taxi-daily` */
  entityRef: string;
  /** Grows with every change of the pipeline's runs. */
  version: number;
};
