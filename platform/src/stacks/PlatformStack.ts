import { DefaultStackSynthesizer, Stack, Tags, Validations } from 'aws-cdk-lib';
import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { PlatformConfig } from '../config/schema.ts';
import type { PolicyDocument } from '../permissions/document.ts';
import { type Scope, scopeOf } from '../permissions/scope.ts';
import { awsPolicyReasons, wildcardReasons } from './reasons.ts';

/** Who may assume a role, as IAM writes it. */
export type Trust = {
  Principal: Record<string, unknown>;
  Action: string | string[];
  Condition?: unknown;
};

/** A part of the platform: one noun, one stack, named data-pipelines-<platform>-<noun>. */
export abstract class PlatformStack extends Stack {
  readonly config: PlatformConfig;
  readonly reach: Scope;

  constructor(scope: Construct, noun: string, config: PlatformConfig, description: string) {
    super(scope, `${config.name}-${noun}`, {
      stackName: `data-pipelines-${config.name}-${noun}`,
      description: `Data pipelines, platform ${config.name}: ${description}`,
      env: { account: config.accountId, region: config.region },
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
      terminationProtection: noun === 'cluster' || noun === 'network',
    });
    this.config = config;
    this.reach = scopeOf(config);
    const tags = { ...config.tags, 'data-pipelines:platform': config.name };
    for (const [key, value] of Object.entries(tags)) Tags.of(this).add(key, value);
  }

  /** A managed policy with a name that is known before it is there. */
  managedPolicy(
    id: string,
    name: string,
    description: string,
    policyDocument: PolicyDocument,
  ): CfnManagedPolicy {
    const policy = new CfnManagedPolicy(this, id, {
      managedPolicyName: `data-pipelines-${this.config.name}-${name}`,
      description,
      policyDocument,
    });
    this.acknowledge(policy, wildcardReasons(policyDocument.Statement));
    return policy;
  }

  /** A role under the platform's name; its policies are documents of src/permissions or AWS's own by ARN. */
  role(
    id: string,
    name: string,
    description: string,
    trust: Trust[],
    policyArns: string[] = [],
  ): CfnRole {
    const role = new CfnRole(this, id, {
      roleName: `data-pipelines-${this.config.name}-${this.config.region}-${name}`,
      description,
      assumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: trust.map(statement => ({ Effect: 'Allow', ...statement })),
      },
      managedPolicyArns: policyArns,
    });
    this.acknowledge(role, awsPolicyReasons(policyArns));
    return role;
  }

  awsPolicy(name: string): string {
    return `arn:${this.reach.partition}:iam::aws:policy/${name}`;
  }

  /** Says why a finding of cdk-nag is right as it is. */
  acknowledge(construct: Construct, findings: Record<string, string>): void {
    for (const [id, reason] of Object.entries(findings))
      Validations.of(construct).acknowledge({ id, reason });
  }
}

/** Trust of a role that a service of AWS assumes for this account. */
export const service = (name: string): Trust => ({
  Principal: { Service: name },
  Action: 'sts:AssumeRole',
});

/** Trust of a role that pods of one service account of one cluster get by EKS Pod Identity. */
export function pods(reach: Scope, namespace: string, serviceAccount: string): Trust {
  return {
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    Condition: {
      StringEquals: {
        'aws:SourceAccount': reach.account,
        'aws:RequestTag/kubernetes-namespace': namespace,
        'aws:RequestTag/kubernetes-service-account': serviceAccount,
      },
      ArnEquals: {
        'aws:SourceArn': `arn:${reach.partition}:eks:${reach.region}:${reach.account}:cluster/${reach.cluster}`,
      },
    },
  };
}

/** Gives the pods of a service account their role. */
export function associate(
  stack: PlatformStack,
  namespace: string,
  serviceAccount: string,
  role: CfnRole,
): void {
  new CfnPodIdentityAssociation(stack, `Pods-${namespace}-${serviceAccount}`, {
    clusterName: stack.reach.cluster,
    namespace,
    serviceAccount,
    roleArn: role.attrArn,
  });
}
