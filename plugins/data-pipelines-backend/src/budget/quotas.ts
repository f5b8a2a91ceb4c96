/** What AWS lets an account do in a region. */
export interface Quota {
  /** Size of AWS's own token bucket. */
  burst: number;
  /** Tokens that come back each second. */
  perSecond: number;
}

/** Regions in which AWS gives Step Functions more. */
const LARGE = ['us-east-1', 'us-west-2', 'eu-west-1'];

// As documented by AWS; where no figure was found a careful one of our own.
const STEP_FUNCTIONS: Record<string, { large: Quota; other: Quota }> = {
  'states:ListExecutions': quota(200, 5, 100, 2),
  'states:DescribeExecution': quota(300, 15, 250, 10),
  'states:GetExecutionHistory': quota(400, 20, 400, 20),
  'states:DescribeStateMachine': quota(200, 20, 200, 20),
  'states:DescribeStateMachineForExecution': quota(200, 20, 200, 20),
  'states:StartExecution': quota(1300, 300, 800, 150),
  'states:StopExecution': quota(1000, 200, 500, 25),
  'states:RedriveExecution': quota(1300, 300, 800, 150),
  'states:DescribeMapRun': quota(200, 20, 200, 20),
};
// Twice what we allow ourselves without knowing the quota: 1 each second, 10 at once.
const EMR_CONTAINERS: Quota = { burst: 20, perSecond: 2 };
// S3 lets through 5,500 reads each second, a list being one, for each prefix; that is more than we ever ask of one account.
const S3: Quota = { burst: 5_500, perSecond: 5_500 };
const OTHERS: Quota = { burst: 100, perSecond: 20 };
const SERVICES: Record<string, Quota> = { 'emr-containers': EMR_CONTAINERS, s3: S3 };

/** AWS's quota of an action, by its IAM name, e.g. `states:ListExecutions`. */
export function quotaOf(action: string, region: string): Quota {
  const known = STEP_FUNCTIONS[action];
  if (known) {
    return LARGE.includes(region) ? known.large : known.other;
  }
  const [service] = action.split(':');
  return SERVICES[service] ?? OTHERS;
}

function quota(burst: number, perSecond: number, otherBurst: number, otherPerSecond: number) {
  return { large: { burst, perSecond }, other: { burst: otherBurst, perSecond: otherPerSecond } };
}
