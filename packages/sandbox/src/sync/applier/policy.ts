import {
  CreatePolicyCommand,
  CreatePolicyCommandInput,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListPolicyVersionsCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from '@aws-sdk/client-iam';
import { Applier, unlessError } from './applier';
import { AwsClients } from './awsClients';
import { Applied, canonicalJson, Changes } from './changes';
import { plainPolicy } from './rolePolicies';
import { Shape, toSdk } from './shape';
import { syncTags, tagMap, upperTags } from './tags';

interface PolicySpec {
  name: string;
  path?: string;
  policyDocument: string;
  tags?: { key: string; value: string }[];
}

const SHAPE: Shape = {
  name: 'PolicyName',
  path: 'Path',
  description: 'Description',
  policyDocument: 'PolicyDocument',
  tags: ['Tags', { key: 'Key', value: 'Value' }],
};
// AWS keeps no more than this many versions of one policy.
const VERSIONS = 5;

/** Managed IAM policies; a changed document becomes the policy's new default version. */
export const policyApplier: Applier<PolicySpec> = {
  group: 'iam.services.k8s.aws',
  kind: 'Policy',
  shape: SHAPE,
  identity: ['name', 'path'],
  fixed: ['description'],

  async apply(aws: AwsClients, spec: PolicySpec): Promise<Applied> {
    const { iam } = aws;
    const PolicyArn = arnOf(aws, spec);
    const changes = new Changes();
    let policy = await readPolicy(iam, PolicyArn);
    if (!policy) {
      await iam.send(new CreatePolicyCommand(toSdk<CreatePolicyCommandInput>(SHAPE, spec)));
      changes.created();
      policy = await readPolicy(iam, PolicyArn);
    }
    const version = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn, VersionId: policy?.DefaultVersionId }),
    );
    await changes.part(
      'policyDocument',
      canonicalJson(spec.policyDocument),
      plainPolicy(version.PolicyVersion?.Document),
      () => putVersion(iam, PolicyArn, spec.policyDocument),
    );
    await syncTags(
      changes,
      tagMap(spec.tags),
      tagMap(policy?.Tags),
      tags => iam.send(new TagPolicyCommand({ PolicyArn, Tags: upperTags(tags) })),
      TagKeys => iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys })),
    );
    return changes.result({
      arn: PolicyArn,
      policyID: policy?.PolicyId,
      defaultVersionID: (await readPolicy(iam, PolicyArn))?.DefaultVersionId,
    });
  },

  async remove(aws: AwsClients, spec: PolicySpec): Promise<boolean> {
    const { iam } = aws;
    const PolicyArn = arnOf(aws, spec);
    if (!(await readPolicy(iam, PolicyArn))) {
      return false;
    }
    for (const { VersionId, IsDefaultVersion } of await versions(iam, PolicyArn)) {
      if (!IsDefaultVersion) {
        await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
      }
    }
    await iam.send(new DeletePolicyCommand({ PolicyArn }));
    return true;
  },
};

function arnOf({ accountId }: AwsClients, { name, path = '/' }: PolicySpec): string {
  return `arn:aws:iam::${accountId}:policy${path}${name}`;
}

async function readPolicy(iam: IAMClient, PolicyArn: string) {
  const found = await unlessError(
    iam.send(new GetPolicyCommand({ PolicyArn })),
    'NoSuchEntity',
    'NoSuchEntityException',
  );
  return found?.Policy;
}

async function versions(iam: IAMClient, PolicyArn: string) {
  return (await iam.send(new ListPolicyVersionsCommand({ PolicyArn }))).Versions ?? [];
}

async function putVersion(iam: IAMClient, PolicyArn: string, PolicyDocument: string) {
  const kept = await versions(iam, PolicyArn);
  if (kept.length >= VERSIONS) {
    const age = (version: { CreateDate?: Date }) => version.CreateDate?.getTime() ?? 0;
    const [oldest] = kept.filter(v => !v.IsDefaultVersion).sort((a, b) => age(a) - age(b));
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest.VersionId }));
  }
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
}
