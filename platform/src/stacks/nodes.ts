import { Fn, Tags } from 'aws-cdk-lib';
import { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { type PlatformStack, service } from './PlatformStack.ts';

/** The role of EC2 nodes: join the cluster and pull images, nothing else. The VPC CNI has a role of its own. */
export function nodeRole(stack: PlatformStack, name: string): CfnRole {
  return stack.role(
    'NodeRole',
    name,
    'EC2 nodes: join the cluster, pull images',
    [service('ec2.amazonaws.com')],
    [
      stack.awsPolicy('AmazonEKSWorkerNodePolicy'),
      stack.awsPolicy('AmazonEC2ContainerRegistryPullOnly'),
    ],
  );
}

/** Joins a node's NVMe disks to one (RAID 0) for pods' local storage, where Spark's shuffle files go. */
const NVME = `MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="BOUNDARY"

--BOUNDARY
Content-Type: application/node.eks.aws

---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  instance:
    localStorage:
      strategy: RAID0

--BOUNDARY--
`;

/** Encrypted disks; the instance metadata service by token only and out of reach of pods. */
export function launchTemplate(
  stack: PlatformStack,
  options: { localStorage: boolean },
): CfnLaunchTemplate {
  const template = new CfnLaunchTemplate(stack, 'LaunchTemplate', {
    launchTemplateData: {
      metadataOptions: {
        httpEndpoint: 'enabled',
        httpTokens: 'required',
        httpPutResponseHopLimit: 1,
      },
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: { volumeType: 'gp3', volumeSize: 50, encrypted: true, deleteOnTermination: true },
        },
      ],
      tagSpecifications: ['instance', 'volume'].map(resourceType => ({
        resourceType,
        tags: Object.entries({
          ...stack.config.tags,
          'data-pipelines:platform': stack.config.name,
        }).map(([key, value]) => ({ key, value })),
      })),
      ...(options.localStorage ? { userData: Fn.base64(NVME) } : {}),
    },
  });
  Tags.of(template).add('Name', stack.stackName);
  return template;
}
