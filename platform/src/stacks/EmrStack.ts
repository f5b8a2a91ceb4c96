import { CfnServiceLinkedRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { PlatformConfig } from '../config/schema.ts';
import { PlatformStack } from './PlatformStack.ts';

/**
 * EMR on EKS in this account: its service-linked role. Into a pipeline's namespace EMR is let by an access entry, which
 * comes with the virtual cluster: see LetEmrIntoTheNamespace in the policy of ACK's emrcontainers controller.
 */
export class EmrStack extends PlatformStack {
  constructor(scope: Construct, config: PlatformConfig) {
    super(scope, 'emr', config, 'EMR on EKS');
    new CfnServiceLinkedRole(this, 'ServiceLinkedRole', {
      awsServiceName: 'emr-containers.amazonaws.com',
      description: 'EMR on EKS',
    });
  }
}
