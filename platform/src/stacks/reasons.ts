import { Token } from 'aws-cdk-lib';
import type { Statement } from '../permissions/document.ts';

/** Policies of AWS that a role takes as they are, and why. */
const AWS_POLICIES: Readonly<Record<string, string>> = {
  AmazonEKSClusterPolicy: 'EKS asks for this policy by name.',
  AmazonEKSWorkerNodePolicy:
    'EKS asks for this policy by name; it reads EC2 and describes the cluster.',
  AmazonEC2ContainerRegistryPullOnly: 'Nodes pull images of any registry of AWS, and no more.',
  AmazonEKS_CNI_Policy:
    'The VPC CNI asks for this policy by name; pods do not have it, since the CNI has a role of its own.',
};

/** The findings that policies of AWS would be, with the reason for each that has one. */
export function awsPolicyReasons(policyArns: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    policyArns.flatMap(arn => {
      const reason = Token.isUnresolved(arn) ? undefined : AWS_POLICIES[arn.split('/').at(-1)!];
      return reason ? [[`AwsSolutions-IAM4[Policy::${arn}]`, reason]] : [];
    }),
  );
}

/** Resources that end in a wildcard on purpose, by what they look like, and why. What fits none is a finding. */
const WILDCARDS: readonly (readonly [RegExp, string])[] = [
  [
    /^\*$/,
    'AWS knows no narrower resource for these actions; the Sid says so, and conditions narrow what can be.',
  ],
  [
    /:role\/[a-z0-9*]+-\*-[a-z0-9-]+-(job|workflow|events|steps)$/,
    'Roles of pipelines, which come and go: named <team>-<name>-<region>-<purpose>.',
  ],
  [
    /:s3:::[a-z0-9*]+-\*-(input|scripts|lake)-\d{12}-[a-z0-9-]+(\/\*)?$/,
    'Buckets of pipelines, which come and go: named <team>-<name>-<purpose>-<account>-<region>.',
  ],
  [
    /:(stateMachine|execution|mapRun|event-bus|rule|table|log-group)[:/](\/aws\/(vendedlogs\/states|emr-containers)\/)?[a-z0-9*]+-\*(:\*)?$/,
    'What belongs to a pipeline begins with <team>-<name>.',
  ],
  [/:s3:::[a-z0-9.-]+\/\*$/, 'Objects of a bucket that the description names.'],
  [
    /:(sns|sqs):[a-z0-9-]+:\d{12}:[a-z0-9*]+-\*$/,
    'Topics and queues of a pipeline begin with <team>-<name>.',
  ],
  [
    /:\/virtualclusters\/\*(\/jobruns\/\*)?$/,
    'EMR chooses the ids of virtual clusters and jobs; tags say whose they are.',
  ],
  [
    /:(access-entry|podidentityassociation|nodegroup)\/[\w./-]+\/\*$/,
    'EKS chooses the ids; the cluster is named.',
  ],
  [/:log-group:\*$/, 'DescribeLogGroups knows no narrower resource.'],
  [
    /:s3:::\*$/,
    'A boundary, not a grant: buckets that were there before under any name, of the named accounts only.',
  ],
  [
    /:kms:[a-z0-9-]+:\*:key\/\*$/,
    'A boundary, not a grant: only by way of S3 and DynamoDB, and only where the key allows it.',
  ],
  [/:autoScalingGroup:\*$/, 'EKS chooses the names of groups; their tag names the cluster.'],
  [
    /:ec2:[a-z0-9-]+:\*?:[a-z-]+\/\*$/,
    'EC2 chooses the ids; tags name the cluster where something is made, kept or ended.',
  ],
  [/:parameter\/aws\/service\/\*$/, "AWS's own parameters, which say which image is newest."],
  [/:instance-profile\/\*$/, 'Karpenter makes profiles for its nodes; tags name the cluster.'],
];

/** The findings that wildcards of a policy would be, with the reason for each that has one. */
export function wildcardReasons(statements: readonly Statement[]): Record<string, string> {
  const reasons: Record<string, string> = {};
  for (const { Sid, Resource } of statements) {
    for (const resource of Resource) {
      if (Token.isUnresolved(resource) || !resource.includes('*')) continue;
      if (resource === '*' && !/Allows?NoNarrowerResource$/.test(Sid)) continue;
      const known = WILDCARDS.find(([pattern]) => pattern.test(resource));
      if (known) reasons[`AwsSolutions-IAM5[Resource::${resource}]`] = known[1];
    }
  }
  return reasons;
}
