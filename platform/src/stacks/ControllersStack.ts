import { CfnOutput } from 'aws-cdk-lib';
import { CfnCapability } from 'aws-cdk-lib/aws-eks';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { PlatformConfig } from '../config/schema.ts';
import type { IdentitiesStack } from './IdentitiesStack.ts';
import { PlatformStack } from './PlatformStack.ts';

/** Argo CD, ACK and kro as EKS Capabilities. What is run by charts instead is in src/gitops. */
export class ControllersStack extends PlatformStack {
  constructor(scope: Construct, config: PlatformConfig, roles: IdentitiesStack) {
    super(scope, 'controllers', config, 'EKS Capabilities');
    if (roles.ack) this.capability('ACK', roles.ack);
    if (roles.kro) this.capability('KRO', roles.kro);
    if (roles.argoCd) {
      const { instanceArn, region, adminGroups } = config.controllers.identityCenter!;
      const capability = this.capability('ARGOCD', roles.argoCd, {
        argoCd: {
          namespace: 'argocd',
          awsIdc: { idcInstanceArn: instanceArn, idcRegion: region ?? config.region },
          rbacRoleMappings: [
            { role: 'ADMIN', identities: adminGroups.map(id => ({ id, type: 'SSO_GROUP' })) },
          ],
        },
      });
      new CfnOutput(this, 'ArgoCdUrl', { value: capability.attrConfigurationArgoCdServerUrl });
    }
  }

  /** RETAIN: without the capability its objects, and so the pipelines in AWS, stay as they are. */
  private capability(
    type: 'ACK' | 'KRO' | 'ARGOCD',
    role: CfnRole,
    configuration?: CfnCapability.CapabilityConfigurationProperty,
  ): CfnCapability {
    return new CfnCapability(this, type, {
      capabilityName: `data-pipelines-${type.toLowerCase()}`,
      clusterName: this.reach.cluster,
      type,
      roleArn: role.attrArn,
      deletePropagationPolicy: 'RETAIN',
      ...(configuration ? { configuration } : {}),
    });
  }
}
