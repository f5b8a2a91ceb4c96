import { App } from 'aws-cdk-lib';
import { parsePlatform } from '../../src/config/readPlatform.ts';
import type { PlatformConfig, PlatformInput } from '../../src/config/schema.ts';
import { platformApp } from '../../src/platformApp.ts';
import type { Policy } from './iam.ts';

/** The shortest description of a platform that is right. */
export const MINIMAL: PlatformInput = {
  name: 'main',
  accountId: '123456789012',
  region: 'eu-west-1',
  apiGroup: 'pipelines.example.org',
  owner: 'group:default/platform',
  controllers: {
    identityCenter: {
      instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
      adminGroups: ['12345678-1234-1234-1234-123456789012'],
    },
  },
  gitOps: { host: 'github', organization: 'example-org' },
};
export const SELF: PlatformInput = {
  ...MINIMAL,
  controllers: { argoCd: 'self', ack: 'self', kro: 'self' },
};

export interface Resource {
  Type: string;
  Properties: Record<string, any>;
  DeletionPolicy?: string;
  DependsOn?: string[];
}
/** A synthesised platform: its templates by their noun (network, cluster, ...). */
export interface Synthesised {
  config: PlatformConfig;
  folder: string;
  nouns: string[];
  resources(type: string, noun?: string): Resource[];
  /** The policies of the role whose name ends so, wherever it is. */
  policiesOf(roleName: string): Policy[];
  role(roleName: string): Resource;
}

/** Synthesises a platform; cdk-nag's findings make this throw. */
export function synthesise(input: PlatformInput, outdir?: string): Synthesised {
  const config = parsePlatform(input);
  const app = new App({ analyticsReporting: false, ...(outdir ? { outdir } : {}) });
  const assembly = platformApp(config, app).synth();
  const templates = new Map(
    assembly.stacks.map(stack => [
      stack.stackName.split('-').at(-1)!,
      stack.template.Resources as Record<string, Resource>,
    ]),
  );
  const all = [...templates].flatMap(([noun, resources]) =>
    Object.entries(resources).map(([id, resource]) => ({ noun, id, resource })),
  );
  const named = (ending: string) => {
    const found = all.filter(
      ({ resource }) =>
        resource.Type === 'AWS::IAM::Role' &&
        resource.Properties.RoleName === `data-pipelines-${config.name}-${config.region}-${ending}`,
    );
    if (found.length !== 1) throw new Error(`${found.length} roles are named ${ending}`);
    return found[0]!;
  };
  return {
    config,
    folder: assembly.directory,
    nouns: [...templates.keys()],
    resources: (type, noun) =>
      all
        .filter(one => one.resource.Type === type && (!noun || one.noun === noun))
        .map(one => one.resource),
    role: ending => named(ending).resource,
    policiesOf: ending => {
      const { noun, resource } = named(ending);
      return resource.Properties.ManagedPolicyArns.flatMap((arn: unknown) => {
        const id = (arn as { Ref?: string }).Ref;
        return id
          ? [plain(templates.get(noun)!, templates.get(noun)![id]!.Properties.PolicyDocument)]
          : [];
      });
    },
  };
}

/** A policy with references to queues, keys and roles of its own stack written out as their ARNs. */
function plain(resources: Record<string, Resource>, document: unknown): Policy {
  return JSON.parse(JSON.stringify(document), (_key, value) => {
    const [id] = value?.['Fn::GetAtt'] ?? [];
    if (!id) {
      const imported = value?.['Fn::ImportValue'];
      return imported ? `imported:${imported}` : value;
    }
    const { Type, Properties } = resources[id]!;
    if (Type === 'AWS::SQS::Queue')
      return `arn:aws:sqs:eu-west-1:123456789012:${Properties.QueueName}`;
    if (Type === 'AWS::IAM::Role') return `arn:aws:iam::123456789012:role/${Properties.RoleName}`;
    throw new Error(`nothing is known of ${Type}`);
  });
}
