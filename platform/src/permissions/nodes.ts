/** What scales Spark's nodes: the Cluster Autoscaler for a node group, or Karpenter. */
import { allow, document, of, type PolicyDocument } from './document.ts';
import type { Scope } from './scope.ts';

export function autoscalerPolicy({ cluster, partition, region, account }: Scope): PolicyDocument {
  return document(
    allow(
      'SeeNodeGroupsAllowsNoNarrowerResource',
      [
        ...of(
          'autoscaling',
          `
          DescribeAutoScalingGroups DescribeAutoScalingInstances DescribeLaunchConfigurations
          DescribeScalingActivities DescribeTags
        `,
        ),
        ...of(
          'ec2',
          `
          DescribeImages DescribeInstanceTypes DescribeLaunchTemplateVersions
          GetInstanceTypesFromInstanceRequirements
        `,
        ),
      ],
      '*',
    ),
    allow(
      'SeeLabelsOfEmptyNodeGroups',
      ['eks:DescribeNodegroup'],
      `arn:${partition}:eks:${region}:${account}:nodegroup/${cluster}/*`,
    ),
    allow(
      'ScaleNodeGroupsOfThisCluster',
      of('autoscaling', 'SetDesiredCapacity TerminateInstanceInAutoScalingGroup'),
      `arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*`,
      { StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${cluster}`]: 'owned' } },
    ),
  );
}

/** After Karpenter's own CloudFormation template for 1.x, for one cluster and one node role. */
export function karpenterPolicy(
  scope: Scope,
  nodeRoleArn: string,
  queueArn: string,
): PolicyDocument {
  const { cluster, partition, region, account } = scope;
  const ec2 = (...kinds: string[]) =>
    kinds.map(kind => `arn:${partition}:ec2:${region}:*:${kind}/*`);
  const owned = {
    [`aws:RequestTag/kubernetes.io/cluster/${cluster}`]: 'owned',
    'aws:RequestTag/eks:eks-cluster-name': cluster,
  };
  const pool = { 'aws:RequestTag/karpenter.sh/nodepool': '*' };
  const ownedAlready = {
    StringEquals: { [`aws:ResourceTag/kubernetes.io/cluster/${cluster}`]: 'owned' },
    StringLike: { 'aws:ResourceTag/karpenter.sh/nodepool': '*' },
  };
  const profiles = `arn:${partition}:iam::${account}:instance-profile/*`;
  const profileOwner = (key: string) => ({
    [`aws:${key}/kubernetes.io/cluster/${cluster}`]: 'owned',
    [`aws:${key}/topology.kubernetes.io/region`]: region,
  });
  return document(
    allow('LaunchFromTheseParts', of('ec2', 'CreateFleet RunInstances'), [
      `arn:${partition}:ec2:${region}::image/*`,
      `arn:${partition}:ec2:${region}::snapshot/*`,
      ...ec2('security-group', 'subnet', 'capacity-reservation'),
    ]),
    allow(
      'LaunchFromTemplatesOfThisCluster',
      of('ec2', 'CreateFleet RunInstances'),
      ec2('launch-template'),
      ownedAlready,
    ),
    allow(
      'LaunchNodesOfThisCluster',
      of('ec2', 'CreateFleet CreateLaunchTemplate RunInstances'),
      ec2(
        'fleet',
        'instance',
        'volume',
        'network-interface',
        'launch-template',
        'spot-instances-request',
      ),
      { StringEquals: owned, StringLike: pool },
    ),
    allow(
      'TagWhatIsLaunched',
      ['ec2:CreateTags'],
      ec2(
        'fleet',
        'instance',
        'volume',
        'network-interface',
        'launch-template',
        'spot-instances-request',
      ),
      {
        StringEquals: {
          ...owned,
          'ec2:CreateAction': ['RunInstances', 'CreateFleet', 'CreateLaunchTemplate'],
        },
        StringLike: pool,
      },
    ),
    allow('NameNodesOfThisCluster', ['ec2:CreateTags'], ec2('instance'), {
      ...ownedAlready,
      'ForAllValues:StringEquals': {
        'aws:TagKeys': ['eks:eks-cluster-name', 'karpenter.sh/nodeclaim', 'Name'],
      },
    }),
    allow(
      'EndNodesOfThisCluster',
      of('ec2', 'DeleteLaunchTemplate TerminateInstances'),
      ec2('instance', 'launch-template'),
      ownedAlready,
    ),
    allow(
      'SeeWhatCanBeLaunchedAllowsNoNarrowerResource',
      of(
        'ec2',
        `
        DescribeCapacityReservations DescribeImages DescribeInstanceStatus
        DescribeInstanceTypeOfferings DescribeInstanceTypes DescribeInstances
        DescribeLaunchTemplates DescribeSecurityGroups DescribeSpotPriceHistory DescribeSubnets
      `,
      ),
      '*',
      { StringEquals: { 'aws:RequestedRegion': region } },
    ),
    allow(
      'SeeTheNewestImage',
      ['ssm:GetParameter'],
      `arn:${partition}:ssm:${region}::parameter/aws/service/*`,
    ),
    allow('SeePricesAllowsNoNarrowerResource', ['pricing:GetProducts'], '*'),
    allow('HearOfInterruptions', of('sqs', 'DeleteMessage GetQueueUrl ReceiveMessage'), queueArn),
    allow('PassTheNodeRoleToEc2', ['iam:PassRole'], nodeRoleArn, {
      StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    }),
    allow('MakeInstanceProfiles', of('iam', 'CreateInstanceProfile TagInstanceProfile'), profiles, {
      StringEquals: profileOwner('RequestTag'),
    }),
    allow(
      'KeepInstanceProfiles',
      of(
        'iam',
        `
        AddRoleToInstanceProfile DeleteInstanceProfile RemoveRoleFromInstanceProfile
      `,
      ),
      profiles,
      { StringEquals: profileOwner('ResourceTag') },
    ),
    allow('SeeInstanceProfiles', ['iam:GetInstanceProfile'], profiles),
    allow('FindInstanceProfilesAllowsNoNarrowerResource', ['iam:ListInstanceProfiles'], '*'),
    allow(
      'FindTheApi',
      ['eks:DescribeCluster'],
      `arn:${partition}:eks:${region}:${account}:cluster/${cluster}`,
    ),
  );
}
