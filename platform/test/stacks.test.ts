/** What matters of every platform that can be described: access, encryption, networks, permissions, what is kept. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import type { PlatformInput } from '../src/config/schema.ts';
import { pairwise } from './support/pairwise.ts';
import { MINIMAL, SELF, synthesise, type Synthesised } from './support/platforms.ts';

/** Where cfn-lint and checkov look afterwards (bin/test platform). */
const TEMPLATES = process.env.PLATFORM_TEMPLATES;

const EXISTING_VPC = {
  vpcId: 'vpc-0123456789abcdef0',
  privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
};
const EXISTING_CLUSTER = { name: 'data', oidcProvider: 'oidc.eks.eu-west-1.amazonaws.com/id/0123' };

const CHOICES = {
  nat: ['perZone', 'single'],
  endpoints: [true, false],
  vpc: ['new', 'existing'],
  cluster: ['new', 'existing'],
  apiAccess: [[], ['203.0.113.0/24']],
  capacity: ['nodeGroup', 'karpenter', 'none'],
  argoCd: ['managed', 'self', 'none'],
  ack: ['managed', 'self', 'none'],
  kro: ['managed', 'self', 'none'],
  identity: ['podIdentity', 'irsa'],
  emr: ['create', 'exists'],
  teams: [['*'], ['retail', 'shop']],
  portalRoles: [[], ['arn:aws:iam::123456789012:role/portal']],
  region: ['eu-west-1', 'us-gov-west-1'],
} as const;
type Choice = ReturnType<typeof pairwise<typeof CHOICES>>[number];

function describedBy(choice: Choice, index: number): PlatformInput {
  const existing = choice.cluster === 'existing';
  return {
    ...MINIMAL,
    name: `p${index}`,
    region: choice.region,
    identity: choice.identity,
    network: {
      nat: choice.nat,
      endpoints: choice.endpoints,
      // Nodes for an existing cluster need to know its VPC.
      ...(choice.vpc === 'existing' || (existing && choice.capacity !== 'none')
        ? { existing: EXISTING_VPC }
        : {}),
    },
    cluster: {
      apiAccess: [...choice.apiAccess],
      ...(existing
        ? { existing: { ...EXISTING_CLUSTER, oidcProviderInIam: index % 2 === 0 } }
        : {}),
    },
    spark: { capacity: choice.capacity },
    controllers: {
      argoCd: choice.argoCd,
      ack: choice.ack,
      kro: choice.kro,
      identityCenter: MINIMAL.controllers!.identityCenter!,
    },
    emr: { serviceLinkedRole: choice.emr },
    pipelines: { teams: [...choice.teams] },
    portal: { roles: [...choice.portalRoles] },
  };
}

const platforms: { title: string; choice: Choice; platform: Synthesised }[] = [];
before(() => {
  const outdir = (name: string) => {
    if (!TEMPLATES) return undefined;
    const folder = path.join(TEMPLATES, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return folder;
  };
  // Findings of cdk-nag's AwsSolutions that are not acknowledged with a reason make this throw.
  pairwise(CHOICES).forEach((choice, index) => {
    const input = describedBy(choice, index);
    platforms.push({
      title: JSON.stringify(choice),
      choice,
      platform: synthesise(input, outdir(input.name)),
    });
  });
});
const each = (check: (platform: Synthesised, choice: Choice) => void) => {
  assert.ok(platforms.length >= 9);
  for (const { title, choice, platform } of platforms) {
    try {
      check(platform, choice);
    } catch (error) {
      (error as Error).message += `\nfor ${title}`;
      throw error;
    }
  }
};

describe('every platform', () => {
  it('synthesises offline, every two settings together, without findings of cdk-nag', () => {
    each(({ nouns }, choice) => {
      assert.equal(nouns.includes('network'), choice.cluster === 'new' && choice.vpc === 'new');
      assert.equal(nouns.includes('cluster'), choice.cluster === 'new');
      assert.equal(nouns.includes('spark'), choice.capacity !== 'none');
      assert.equal(
        nouns.includes('controllers'),
        [choice.argoCd, choice.ack, choice.kro].includes('managed'),
      );
      assert.equal(nouns.includes('emr'), choice.emr === 'create');
    });
  });

  it('has three private and three public subnets, and NAT as it was wanted', () => {
    each(({ resources, nouns }, { nat }) => {
      if (!nouns.includes('network')) return;
      const subnets = resources('AWS::EC2::Subnet');
      const isPublic = (subnet: (typeof subnets)[number]) =>
        subnet.Properties.Tags.some(
          (tag: any) => tag.Key === 'aws-cdk:subnet-type' && tag.Value === 'Public',
        );
      assert.deepEqual(
        [subnets.filter(isPublic).length, subnets.filter(subnet => !isPublic(subnet)).length],
        [3, 3],
      );
      assert.ok(subnets.every(subnet => !subnet.Properties.MapPublicIpOnLaunch));
      assert.equal(resources('AWS::EC2::NatGateway').length, nat === 'single' ? 1 : 3);
    });
  });

  it('reaches S3 by a gateway, and ECR, STS, Logs and EMR inside of the VPC where that was wanted', () => {
    each(({ resources, nouns }, { endpoints }) => {
      if (!nouns.includes('network')) return;
      const kinds = resources('AWS::EC2::VPCEndpoint').map(one => one.Properties.VpcEndpointType);
      assert.deepEqual(
        kinds.sort(),
        ['Gateway', ...Array(endpoints ? 5 : 0).fill('Interface')].sort(),
      );
    });
  });

  it('lets nothing in from the internet', () => {
    each(platform => {
      const groups = platform
        .resources('AWS::EC2::SecurityGroup')
        .flatMap(one => one.Properties.SecurityGroupIngress ?? []);
      const rules = platform.resources('AWS::EC2::SecurityGroupIngress').map(one => one.Properties);
      for (const { CidrIp, CidrIpv6 } of [...groups, ...rules]) {
        assert.notEqual(CidrIp, '0.0.0.0/0');
        assert.equal(CidrIpv6, undefined);
      }
    });
  });

  it('has a cluster of both kinds of access, with encrypted secrets, all logs and an API that is open to named ranges only', () => {
    each(({ resources, nouns }, { apiAccess }) => {
      if (!nouns.includes('cluster')) return;
      const [cluster] = resources('AWS::EKS::Cluster');
      const { AccessConfig, EncryptionConfig, Logging, ResourcesVpcConfig, DeletionProtection } =
        cluster!.Properties;
      assert.equal(AccessConfig.AuthenticationMode, 'API_AND_CONFIG_MAP');
      assert.deepEqual(EncryptionConfig[0].Resources, ['secrets']);
      assert.equal(Logging.ClusterLogging.EnabledTypes.length, 5);
      assert.equal(DeletionProtection, true);
      assert.equal(ResourcesVpcConfig.EndpointPrivateAccess, true);
      assert.equal(ResourcesVpcConfig.EndpointPublicAccess, apiAccess.length > 0);
      assert.deepEqual(
        ResourcesVpcConfig.PublicAccessCidrs,
        apiAccess.length > 0 ? apiAccess : undefined,
      );
    });
  });

  it('has the four add-ons that pipelines need, and the CNI with a role of its own', () => {
    each(({ resources, nouns }) => {
      if (!nouns.includes('cluster')) return;
      const addons = resources('AWS::EKS::Addon').map(one => one.Properties.AddonName);
      for (const name of ['vpc-cni', 'coredns', 'kube-proxy', 'eks-pod-identity-agent'])
        assert.ok(addons.includes(name), name);
      const nodePolicies = resources('AWS::IAM::Role')
        .filter(({ Properties }) => /node$/.test(Properties.RoleName))
        .flatMap(({ Properties }) => Properties.ManagedPolicyArns);
      assert.ok(nodePolicies.length > 0 && !JSON.stringify(nodePolicies).includes('CNI'));
    });
  });

  it('encrypts logs and queues with its own key, which turns over, and the disks of its nodes', () => {
    each(({ resources }) => {
      const [key] = resources('AWS::KMS::Key');
      assert.deepEqual([key!.Properties.EnableKeyRotation, key!.DeletionPolicy], [true, 'Retain']);
      for (const { Properties } of resources('AWS::Logs::LogGroup'))
        assert.ok(Properties.KmsKeyId && Properties.RetentionInDays);
      for (const { Properties } of resources('AWS::SQS::Queue', 'portal'))
        assert.ok(Properties.KmsMasterKeyId);
      for (const { Properties } of resources('AWS::EC2::LaunchTemplate')) {
        const data = Properties.LaunchTemplateData;
        assert.equal(data.BlockDeviceMappings[0].Ebs.Encrypted, true);
        assert.deepEqual(
          [data.MetadataOptions.HttpTokens, data.MetadataOptions.HttpPutResponseHopLimit],
          ['required', 1],
        );
      }
    });
  });

  it('joins the NVMe disks of Spark nodes, which are Spot', () => {
    each(({ resources }, { capacity }) => {
      if (capacity !== 'nodeGroup') return;
      const [nodes] = resources('AWS::EKS::Nodegroup', 'spark');
      assert.equal(nodes!.Properties.CapacityType, 'SPOT');
      const [template] = resources('AWS::EC2::LaunchTemplate', 'spark');
      assert.match(
        JSON.stringify(template!.Properties.LaunchTemplateData.UserData),
        /strategy: RAID0/,
      );
    });
  });

  it('allows no wildcard action, and a wildcard resource only under a Sid that says why', () => {
    each(({ resources }) => {
      const policies = resources('AWS::IAM::ManagedPolicy');
      assert.ok(policies.length > 0);
      for (const { Properties } of policies) {
        for (const { Sid, Action, Resource } of Properties.PolicyDocument.Statement) {
          assert.ok(
            ![Action].flat().some((action: string) => action.includes('*')),
            `${Sid}: ${Action}`,
          );
          if ([Resource].flat().includes('*')) assert.match(Sid, /Allows?NoNarrowerResource$/);
        }
      }
      assert.deepEqual(
        resources('AWS::IAM::Policy').filter(one => JSON.stringify(one).includes('"Action":"*"')),
        [],
      );
    });
  });

  it('keeps every policy within the size that IAM takes', () => {
    const teams = [...'abcde'].map(letter => letter.repeat(20));
    const crowded = synthesise({ ...MINIMAL, region: 'ap-southeast-1', pipelines: { teams } });
    for (const { Properties } of crowded.resources('AWS::IAM::ManagedPolicy')) {
      const size = JSON.stringify(Properties.PolicyDocument).length;
      assert.ok(size <= 6144, `${Properties.ManagedPolicyName} has ${size} characters`);
    }
  });

  it('runs what is managed as EKS Capabilities that leave everything when they go, and what is not by a role for each chart', () => {
    each(({ resources, config }, choice) => {
      const types = resources('AWS::EKS::Capability')
        .map(one => one.Properties.Type)
        .sort();
      const wanted = [
        choice.ack === 'managed' && 'ACK',
        choice.argoCd === 'managed' && 'ARGOCD',
        choice.kro === 'managed' && 'KRO',
      ];
      assert.deepEqual(types, wanted.filter(Boolean));
      for (const { Properties } of resources('AWS::EKS::Capability')) {
        assert.equal(Properties.DeletePropagationPolicy, 'RETAIN');
        assert.equal(Properties.ClusterName, config.cluster.existing?.name ?? config.name);
      }
      const accounts = resources('AWS::EKS::PodIdentityAssociation', 'identities').map(
        one => one.Properties.ServiceAccount,
      );
      assert.equal(accounts.length, choice.ack === 'self' ? 10 : 0);
    });
  });

  it("hears of runs and jobs in the portal's queue, and keeps what it could not deliver or handle", () => {
    each(({ resources }, { teams, region }) => {
      const rules = resources('AWS::Events::Rule', 'portal').map(one => one.Properties);
      const types = rules.flatMap(rule => rule.EventPattern['detail-type']);
      for (const type of ['Step Functions Execution Status Change', 'EMR Job Run State Change'])
        assert.ok(types.includes(type), type);
      for (const { Targets } of rules)
        assert.ok(Targets[0].DeadLetterConfig && Targets[0].RetryPolicy);
      const prefixes = rules.find(rule => rule.EventPattern.detail)!.EventPattern.detail
        .stateMachineArn;
      const partition = region.startsWith('us-gov') ? 'aws-us-gov' : 'aws';
      assert.deepEqual(
        prefixes,
        teams.map(team => ({
          prefix: `arn:${partition}:states:${region}:123456789012:stateMachine:${team === '*' ? '' : `${team}-`}`,
        })),
      );
      const queue = resources('AWS::SQS::Queue', 'portal').find(
        one => one.Properties.RedrivePolicy,
      );
      assert.equal(queue!.Properties.RedrivePolicy.maxReceiveCount, 5);
      assert.equal(resources('AWS::SQS::QueuePolicy', 'portal').length, 2);
    });
  });

  it("gives the portal's role to its service account, and to the roles that were named", () => {
    each(({ role }, { portalRoles }) => {
      const trust = role('portal').Properties.AssumeRolePolicyDocument.Statement;
      assert.deepEqual(
        trust[0].Condition.StringEquals['aws:RequestTag/kubernetes-namespace'],
        'backstage',
      );
      assert.deepEqual(
        trust.slice(1).map((one: any) => one.Principal.AWS),
        portalRoles.length ? [portalRoles] : [],
      );
    });
  });

  it('tags everything with its name', () => {
    each(({ resources, config }) => {
      for (const { Properties } of [
        ...resources('AWS::IAM::Role'),
        ...resources('AWS::SQS::Queue'),
      ])
        assert.ok(
          JSON.stringify(Properties.Tags).includes(
            `{"Key":"data-pipelines:platform","Value":"${config.name}"}`,
          ),
        );
    });
  });
});

describe('two platforms in one account', () => {
  it('share no name', () => {
    const names = (input: PlatformInput) =>
      [
        'AWS::IAM::Role',
        'AWS::IAM::ManagedPolicy',
        'AWS::SQS::Queue',
        'AWS::Events::Rule',
        'AWS::KMS::Alias',
      ].flatMap(type =>
        synthesise(input)
          .resources(type)
          .map(
            ({ Properties }) =>
              Properties.RoleName ??
              Properties.ManagedPolicyName ??
              Properties.QueueName ??
              Properties.AliasName ??
              Properties.Name,
          ),
      );
    const one = new Set(names(SELF));
    assert.deepEqual(
      names({ ...SELF, name: 'other' }).filter(name => name && one.has(name)),
      [],
    );
  });
});
