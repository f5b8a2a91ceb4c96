import { CfnOutput } from 'aws-cdk-lib';
import { CfnOIDCProvider, type CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { PlatformConfig } from '../config/schema.ts';
import { ACK_SERVICES, ackPolicy } from '../permissions/ack.ts';
import { boundaryPolicy } from '../permissions/boundary.ts';
import { associate, PlatformStack, pods, type Trust } from './PlatformStack.ts';

/** Trust of the role of an EKS Capability. */
const CAPABILITY: Trust = {
  Principal: { Service: 'capabilities.eks.amazonaws.com' },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
};

/** Who acts for the platform: a role for each controller, and the boundary of every role that ACK may make. */
export class IdentitiesStack extends PlatformStack {
  /** Roles of the EKS Capabilities, where AWS manages the controller. */
  readonly argoCd?: CfnRole;
  readonly ack?: CfnRole;
  readonly kro?: CfnRole;

  constructor(scope: Construct, config: PlatformConfig) {
    super(scope, 'identities', config, 'roles of the controllers, boundary of pipelines');
    const boundary = this.managedPolicy(
      'Boundary',
      'boundary',
      'The most that any role of a data pipeline can do',
      boundaryPolicy(this.reach),
    );
    new CfnOutput(this, 'BoundaryArn', { value: boundary.ref });
    const { argoCd, ack, kro } = config.controllers;
    if (ack !== 'none') this.ack = this.ackRoles(ack);
    // Argo CD and kro work inside of the cluster only; AWS wants a role nevertheless.
    if (argoCd === 'managed')
      this.argoCd = this.capability('argo-cd', 'Argo CD as an EKS Capability');
    if (kro === 'managed') this.kro = this.capability('kro', 'kro as an EKS Capability');
    if (config.cluster.existing && !config.cluster.existing.oidcProviderInIam) {
      new CfnOIDCProvider(this, 'OidcProvider', {
        url: `https://${config.cluster.existing.oidcProvider}`,
        clientIdList: ['sts.amazonaws.com'],
      });
    }
  }

  private capability(name: string, description: string, policies: string[] = []): CfnRole {
    const role = this.role(`${name}Role`, name, description, [CAPABILITY], policies);
    new CfnOutput(this, `${name}RoleArn`, { value: role.attrArn });
    return role;
  }

  /**
   * One policy for each service; AWS's ACK is one controller with one role, which takes all ten (as many as a role may
   * have). Charts are a controller, and so a role, for each service.
   */
  private ackRoles(mode: 'managed' | 'self'): CfnRole | undefined {
    const policies = ACK_SERVICES.map(service => ({
      service,
      arn: this.managedPolicy(
        `ack-${service}`,
        `ack-${service}`,
        `ACK: ${service} of data pipelines`,
        ackPolicy(service, this.reach),
      ).ref,
    }));
    if (mode === 'managed')
      return this.capability(
        'ack',
        'ACK as an EKS Capability',
        policies.map(({ arn }) => arn),
      );
    for (const { service, arn } of policies) {
      const account = `ack-${service}-controller`;
      associate(
        this,
        'ack-system',
        account,
        this.role(
          `ack-${service}-role`,
          `ack-${service}`,
          `ACK controller of ${service}`,
          [pods(this.reach, 'ack-system', account)],
          [arn],
        ),
      );
    }
    return undefined;
  }
}
