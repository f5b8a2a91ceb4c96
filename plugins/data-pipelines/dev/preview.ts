import { JsonObject } from '@backstage/types';
import { Preview, Problem } from 'backstage-plugin-data-pipelines-common';

/** A likeness of what the backend says of a form; the names follow the real rules closely enough. */
export function previewOf(form: JsonObject): Preview {
  const team = typeof form.team === 'string' ? form.team : undefined;
  const name = typeof form.name === 'string' ? form.name : undefined;
  const problems: Problem[] = [];
  if (!team) problems.push({ path: 'team', message: 'This field is missing; fill it in.' });
  if (!name) problems.push({ path: 'name', message: 'This field is missing; fill it in.' });
  if (name && !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    problems.push({
      path: 'name',
      value: name,
      message: `A name has lower-case letters, digits and single hyphens; “${name}” has something else. Write it like taxi-daily.`,
    });
  }
  if (!form.platform)
    problems.push({ path: 'platform', message: 'This field is missing; choose one.' });
  const executor = (form.spark as JsonObject | undefined)?.executor as JsonObject | undefined;
  if (executor && Number(executor.min) > Number(executor.max)) {
    problems.push({
      path: 'spark.executor.min',
      value: String(executor.min),
      message: `At least ${executor.min} executors are more than at most ${executor.max}; lower the first or raise the second.`,
    });
  }
  const base = `${team}-${name}`;
  const names: Record<string, string> = {};
  if (team && name) {
    for (const key of [
      'component',
      'namespace',
      'stateMachine',
      'virtualCluster',
      'table',
      'bus',
      'topic',
    ]) {
      names[key] = base;
    }
    names.instance = name;
    names.deadLetterQueue = `${base}-dlq`;
    names.logGroup = `/aws/vendedlogs/states/${base}`;
    if (form.platform) {
      names.inputBucket = `${base}-input-123456789012-eu-west-1`;
      names.scriptsBucket = `${base}-scripts-123456789012-eu-west-1`;
      names.lakeBucket = `${base}-lake-123456789012-eu-west-1`;
      names.jobRole = `${base}-eu-west-1-job`;
      names.workflowRole = `${base}-eu-west-1-workflow`;
    }
  }
  if (problems.length > 0) return { problems, names, resources: [], files: [] };
  const resource = (
    id: string,
    kind: string,
    service: string,
    resourceName: string,
    onDelete: 'retain' | 'delete' = 'delete',
  ) => ({ id, kind, group: 'k8s.aws', service, name: resourceName, onDelete });
  return {
    problems,
    names,
    resources: [
      resource('inputBucket', 'Bucket', 'Amazon S3', names.inputBucket, 'retain'),
      resource('scriptsBucket', 'Bucket', 'Amazon S3', names.scriptsBucket, 'retain'),
      resource('lakeBucket', 'Bucket', 'Amazon S3', names.lakeBucket, 'retain'),
      resource('jobRole', 'Role', 'AWS IAM', names.jobRole),
      resource('workflowRole', 'Role', 'AWS IAM', names.workflowRole),
      resource('stateMachine', 'StateMachine', 'AWS Step Functions', base),
      resource('virtualCluster', 'VirtualCluster', 'Amazon EMR on EKS', base),
      resource('bus', 'EventBus', 'Amazon EventBridge', base),
      resource('triggerRule', 'Rule', 'Amazon EventBridge', `${base}-trigger`),
      resource('failedRule', 'Rule', 'Amazon EventBridge', `${base}-failed`),
      resource('table', 'Table', 'Amazon DynamoDB', base, 'retain'),
      resource('topic', 'Topic', 'Amazon SNS', base),
      resource('queue', 'Queue', 'Amazon SQS', `${base}-dlq`),
      resource('namespace', 'Namespace', 'Kubernetes', base),
    ],
    files: [
      'README.md',
      'catalog-info.yaml',
      'CODEOWNERS',
      'argocd/project.yaml',
      'argocd/applications.yaml',
      'rgd/data-pipeline.yaml',
      'rgd/kro-rbac.yaml',
      `pipelines/${name}/kustomization.yaml`,
      `pipelines/${name}/namespace.yaml`,
      `pipelines/${name}/instance.yaml`,
      `pipelines/${name}/catalog-info.yaml`,
      `pipelines/${name}/scripts/taxi_summary.py`,
      `pipelines/${name}/steps/upload-scripts.sh`,
      `pipelines/${name}/docs/index.md`,
    ].map(path => ({
      path,
      size: 1800,
      content:
        `# ${path}\napiVersion: ${team}.pipelines.example.org/v1alpha1\nkind: DataPipeline\nmetadata:\n  name: ${name}\n  namespace: ${base}\nspec:\n  team: ${team}\n`.repeat(
          6,
        ),
    })),
  };
}
