/**
 * Annotations and types that tie a catalog entity to its pipeline.
 * The two AWS ones follow the convention of AWS's own Backstage plugins (`aws.amazon.com/<service>-<thing>-arn`).
 */

/** ARN of the Step Functions state machine whose executions are the pipeline's runs. */
export const ANNOTATION_STATE_MACHINE_ARN = 'aws.amazon.com/aws-step-functions-state-machine-arn';

/** ARN of the EMR on EKS virtual cluster; optional, since a pipeline may create one per run. */
export const ANNOTATION_VIRTUAL_CLUSTER_ARN =
  'aws.amazon.com/amazon-emr-containers-virtual-cluster-arn';

/** The kro instance: `cluster/namespace/name`. */
export const ANNOTATION_INSTANCE = 'data-pipelines/instance';

/** The place under which a new object starts a run: `s3://bucket/prefix/`. */
export const ANNOTATION_TRIGGER = 'data-pipelines/trigger';

/** Version of the skeleton that the pipeline was generated from, e.g. `0.1.0`. */
export const ANNOTATION_VERSION = 'data-pipelines/version';

/** `spec.type` of the Component that stands for a pipeline. */
export const COMPONENT_TYPE = 'data-pipeline';
