const SERVICES: Record<string, string> = {
  'emr-containers': 'EMR on EKS',
  dynamodb: 'DynamoDB',
  s3: 'Amazon S3',
  events: 'EventBridge',
  lambda: 'Lambda',
  sns: 'SNS',
  sqs: 'SQS',
  states: 'Step Functions',
  glue: 'Glue',
  athena: 'Athena',
};

/** Name of the service that a Task calls, out of `arn:…:states:::s3:getObject` or `aws-sdk:s3:getObject`. */
export function serviceOf(resource: string | undefined): string | undefined {
  const path = resource?.replace(/^arn:[^:]*:states:[^:]*:[^:]*:/, '').replace(/^aws-sdk:/, '');
  const name = path?.split(':')[0];
  if (!name) return undefined;
  if (name === 'arn') return SERVICES[path.split(':')[2]] ?? path.split(':')[2];
  return SERVICES[name] ?? name;
}
