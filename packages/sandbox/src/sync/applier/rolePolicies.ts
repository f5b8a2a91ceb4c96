import {
  GetRolePolicyCommand,
  IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { canonicalJson } from './changes';

/** A policy document as IAM hands it out (URL-encoded), in the spelling in which documents are compared. */
export function plainPolicy(document: string | undefined): string | undefined {
  return document && canonicalJson(decodeURIComponent(document));
}

/** The inline policies of a role, by name, in comparable spelling. */
export async function inlinePolicies(
  iam: IAMClient,
  RoleName: string,
): Promise<Record<string, string | undefined>> {
  const result: Record<string, string | undefined> = {};
  for await (const page of paginateListRolePolicies({ client: iam }, { RoleName })) {
    for (const PolicyName of page.PolicyNames ?? []) {
      const policy = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      result[PolicyName] = plainPolicy(policy.PolicyDocument);
    }
  }
  return result;
}

/** The ARNs of the managed policies attached to a role. */
export async function attachedPolicies(iam: IAMClient, RoleName: string): Promise<string[]> {
  const result: string[] = [];
  for await (const page of paginateListAttachedRolePolicies({ client: iam }, { RoleName })) {
    result.push(...(page.AttachedPolicies ?? []).flatMap(policy => policy.PolicyArn ?? []));
  }
  return result;
}
