import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  CreateRoleCommandInput,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { Applier, unlessError } from './applier';
import { AwsClients } from './awsClients';
import { Applied, canonicalJson, Changes } from './changes';
import { attachedPolicies, inlinePolicies, plainPolicy } from './rolePolicies';
import { Shape, toSdk } from './shape';
import { syncTags, tagMap, upperTags } from './tags';

interface RoleSpec {
  name: string;
  assumeRolePolicyDocument: string;
  description?: string;
  maxSessionDuration?: number;
  permissionsBoundary?: string;
  inlinePolicies?: Record<string, string>;
  policies?: string[];
  tags?: { key: string; value: string }[];
}

const SHAPE: Shape = {
  name: 'RoleName',
  assumeRolePolicyDocument: 'AssumeRolePolicyDocument',
  description: 'Description',
  maxSessionDuration: 'MaxSessionDuration',
  path: 'Path',
  permissionsBoundary: 'PermissionsBoundary',
  tags: ['Tags', { key: 'Key', value: 'Value' }],
  inlinePolicies: 'inlinePolicies',
  policies: 'policies',
};
// Seconds; what AWS takes where nothing is said.
const SESSION_DURATION = 3600;

/** IAM roles with their inline and attached policies. */
export const roleApplier: Applier<RoleSpec> = {
  group: 'iam.services.k8s.aws',
  kind: 'Role',
  shape: SHAPE,
  identity: ['name'],
  fixed: ['path'],

  async apply({ iam }: AwsClients, spec: RoleSpec): Promise<Applied> {
    const RoleName = spec.name;
    const changes = new Changes();
    let role = await readRole(iam, RoleName);
    if (!role) {
      const {
        inlinePolicies: _inline,
        policies: _attached,
        ...input
      } = toSdk<CreateRoleCommandInput & { inlinePolicies?: unknown; policies?: unknown }>(
        SHAPE,
        spec,
      );
      await iam.send(new CreateRoleCommand(input));
      changes.created();
      role = await readRole(iam, RoleName);
    }
    await changes.part(
      'assumeRolePolicyDocument',
      canonicalJson(spec.assumeRolePolicyDocument),
      plainPolicy(role?.AssumeRolePolicyDocument),
      () =>
        iam.send(
          new UpdateAssumeRolePolicyCommand({
            RoleName,
            PolicyDocument: spec.assumeRolePolicyDocument,
          }),
        ),
    );
    const wanted = {
      Description: spec.description,
      MaxSessionDuration: spec.maxSessionDuration ?? SESSION_DURATION,
    };
    await changes.part(
      'description',
      wanted,
      {
        Description: role?.Description,
        MaxSessionDuration: role?.MaxSessionDuration ?? SESSION_DURATION,
      },
      () => iam.send(new UpdateRoleCommand({ RoleName, ...wanted })),
    );
    const boundary = spec.permissionsBoundary;
    await changes.part(
      'permissionsBoundary',
      boundary,
      role?.PermissionsBoundary?.PermissionsBoundaryArn,
      () =>
        boundary
          ? iam.send(
              new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundary }),
            )
          : iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })),
    );
    await syncInline(iam, changes, spec);
    await syncAttached(iam, changes, spec);
    await syncTags(
      changes,
      tagMap(spec.tags),
      tagMap(role?.Tags),
      tags => iam.send(new TagRoleCommand({ RoleName, Tags: upperTags(tags) })),
      TagKeys => iam.send(new UntagRoleCommand({ RoleName, TagKeys })),
    );
    return changes.result({
      arn: role?.Arn ?? '',
      createDate: role?.CreateDate?.toISOString(),
      roleID: role?.RoleId,
    });
  },

  async remove({ iam }: AwsClients, { name: RoleName }: RoleSpec): Promise<boolean> {
    if (!(await readRole(iam, RoleName))) {
      return false;
    }
    for (const PolicyName of Object.keys(await inlinePolicies(iam, RoleName))) {
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    }
    for (const PolicyArn of await attachedPolicies(iam, RoleName)) {
      await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    }
    await iam.send(new DeleteRoleCommand({ RoleName }));
    return true;
  },
};

async function readRole(iam: IAMClient, RoleName: string) {
  const found = await unlessError(
    iam.send(new GetRoleCommand({ RoleName })),
    'NoSuchEntity',
    'NoSuchEntityException',
  );
  return found?.Role;
}

async function syncInline(iam: IAMClient, changes: Changes, spec: RoleSpec) {
  const RoleName = spec.name;
  const want = spec.inlinePolicies ?? {};
  const have = await inlinePolicies(iam, RoleName);
  for (const [PolicyName, PolicyDocument] of Object.entries(want)) {
    await changes.part(
      `inlinePolicies.${PolicyName}`,
      canonicalJson(PolicyDocument),
      have[PolicyName],
      () => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument })),
    );
  }
  for (const PolicyName of Object.keys(have).filter(name => !Object.hasOwn(want, name))) {
    await changes.part(`inlinePolicies.${PolicyName}`, undefined, have[PolicyName], () =>
      iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
    );
  }
}

async function syncAttached(iam: IAMClient, changes: Changes, spec: RoleSpec) {
  const RoleName = spec.name;
  const want = new Set(spec.policies ?? []);
  const have = new Set(await attachedPolicies(iam, RoleName));
  for (const PolicyArn of new Set([...want, ...have])) {
    await changes.part('policies', want.has(PolicyArn), have.has(PolicyArn), () =>
      want.has(PolicyArn)
        ? iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
        : iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
    );
  }
}
