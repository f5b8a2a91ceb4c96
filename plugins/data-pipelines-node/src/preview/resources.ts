import { PlannedResource } from 'backstage-plugin-data-pipelines-common';
import { parse } from 'yaml';
import { expand, ExpandedResource, KubeObject } from '../expand';
import type { FileTree } from '../render';

/** Headings by API group, in the order in which people follow a file through the pipeline. */
const SERVICES: readonly (readonly [group: string, service: string])[] = [
  ['s3.services.k8s.aws', 'Amazon S3'],
  ['eventbridge.services.k8s.aws', 'Amazon EventBridge'],
  ['sfn.services.k8s.aws', 'AWS Step Functions'],
  ['emrcontainers.services.k8s.aws', 'Amazon EMR on EKS'],
  ['dynamodb.services.k8s.aws', 'Amazon DynamoDB'],
  ['sns.services.k8s.aws', 'Amazon SNS'],
  ['sqs.services.k8s.aws', 'Amazon SQS'],
  ['iam.services.k8s.aws', 'AWS IAM'],
  ['eks.services.k8s.aws', 'Amazon EKS'],
  ['cloudwatchlogs.services.k8s.aws', 'Amazon CloudWatch Logs'],
];
const KUBERNETES = 'Kubernetes';

/** Where an ACK kind keeps the name that AWS knows, most telling first. */
const NAME_FIELDS = ['name', 'tableName', 'queueName', 'endpoint'];

function nameOf(object: KubeObject): string {
  const spec = (object.spec ?? {}) as Record<string, unknown>;
  const field = NAME_FIELDS.find(candidate => typeof spec[candidate] === 'string');
  return field ? String(spec[field]) : object.metadata.name;
}

function plannedResource({ id, object }: ExpandedResource): PlannedResource {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
  return {
    id,
    kind: object.kind,
    group,
    service: SERVICES.find(([known]) => known === group)?.[1] ?? KUBERNETES,
    name: nameOf(object),
    onDelete:
      object.metadata.annotations?.['services.k8s.aws/deletion-policy'] === 'retain'
        ? 'retain'
        : 'delete',
  };
}

function documentAt(tree: FileTree, path: string): unknown {
  const text = tree.get(path);
  if (text === undefined) throw new Error(`the team repo has no ${path}`);
  return parse(text);
}

/**
 * Everything that kro will make of a team repo for one of its pipelines, grouped by service; within a service in kro's
 * order. Reads the very files that are published.
 */
export function plannedResources(tree: FileTree, pipeline: string): PlannedResource[] {
  const graph = documentAt(tree, 'rgd/data-pipeline.yaml');
  const instance = documentAt(tree, `pipelines/${pipeline}/instance.yaml`);
  const resources = expand(graph, instance).map(plannedResource);
  const order = [...SERVICES.map(([, service]) => service), KUBERNETES];
  return order.flatMap(service => resources.filter(resource => resource.service === service));
}
