/** The AWS partition of a region: `aws`, `aws-cn` or `aws-us-gov`. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** ARN of the state machine of that name. */
export function stateMachineArn(
  platform: { region: string; accountId: string },
  name: string,
): string {
  const { region, accountId } = platform;
  return `arn:${partitionOf(region)}:states:${region}:${accountId}:stateMachine:${name}`;
}
