/** A platform's description is refused before anything is synthesised: with key, value and what to write instead. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'yaml';
import { ConfigError, parsePlatform, readPlatform } from '../src/config/readPlatform.ts';
import { platformSchema } from '../src/config/schema.ts';
import { MINIMAL } from './support/platforms.ts';

const EXAMPLE = path.join(import.meta.dirname, '../platform.example.yaml');

function faultsOf(input: unknown): string[] {
  try {
    parsePlatform(input);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message.split('\n').slice(1);
  }
}
function withValue(key: string, value: unknown): Record<string, unknown> {
  const copy: any = structuredClone(MINIMAL);
  const keys = key.split('.');
  const last = keys.pop()!;
  let at = copy;
  for (const step of keys) at = at[step] ??= {};
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

describe("a platform's description", () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'platform-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is whole with the few keys that only you can know', () => {
    const platform = parsePlatform(MINIMAL);
    assert.equal(platform.network.nat, 'perZone');
    assert.equal(platform.cluster.kubernetesVersion, '1.35');
    assert.deepEqual(platform.cluster.apiAccess, []);
    assert.deepEqual(platform.pipelines.teams, ['*']);
  });

  it('is shown key by key in platform.example.yaml, with the defaults', () => {
    const text = readFileSync(EXAMPLE, 'utf8');
    readPlatform(EXAMPLE);
    const documented = (schema: any): string[] => {
      const inner = schema.def?.innerType ?? schema.def?.in ?? schema;
      if (inner !== schema) return documented(inner);
      return Object.entries<any>(schema.shape ?? {}).flatMap(([key, value]) => [
        key,
        ...documented(value),
      ]);
    };
    const keys = documented(platformSchema);
    assert.ok(keys.length > 40, String(keys.length));
    for (const key of keys) assert.match(text, new RegExp(`[{ #]?${key}:`), key);
    const { system, logRetentionDays } = parsePlatform(MINIMAL).cluster;
    assert.deepEqual(parse(text).cluster.system, system);
    assert.equal(parse(text).cluster.logRetentionDays, logRetentionDays);
  });

  const WRONG: [key: string, value: unknown, says: RegExp][] = [
    ['accountId', 123456789012, /^- accountId 123456789012: write the 12 digits/],
    ['region', 'Ireland', /^- region "Ireland": write an AWS region/],
    ['name', 'Main', /^- name "Main": write 1 to 20 lower-case/],
    ['apiGroup', undefined, /^- apiGroup is missing: write a DNS name/],
    ['network.cidr', '10.40.1.0/16', /^- network.cidr "10.40.1.0\/16": .*first one/],
    ['network.cidr', '10.40.0.0/24', /^- network.cidr "10.40.0.0\/24": a VPC for pods/],
    ['network.nat', 'none', /^- network.nat "none": write perZone or single/],
    [
      'network.existing',
      { vpcId: 'main', privateSubnetIds: ['subnet-0123456789', 'subnet-0123456780'] },
      /write the id of a VPC/,
    ],
    [
      'cluster.apiAccess',
      ['0.0.0.0/0'],
      /^- cluster.apiAccess.0 "0.0.0.0\/0": .*is the internet; write the ranges of your own/,
    ],
    [
      'cluster.apiAccess',
      ['300.1.1.0/24'],
      /^- cluster.apiAccess.0 "300.1.1.0\/24": write an IPv4 range/,
    ],
    ['cluster.kubernetesVersion', '1.21', /from 1.33 on/],
    ['cluster.kubernetesVersion', 1.35, /write a version in quotes/],
    ['cluster.logRetentionDays', 45, /^- cluster.logRetentionDays 45: write 7, 14, 30/],
    ['cluster.system.nodes', 1, /two nodes are the least/],
    ['cluster.admins', ['me'], /write the ARN of an IAM role/],
    ['spark.capacity', 'fargate', /write nodeGroup, karpenter or none/],
    ['spark.instanceTypes', ['big'], /write an EC2 instance type/],
    ['controllers.argoCd', 'helm', /write managed, self or none/],
    [
      'controllers.identityCenter',
      undefined,
      /^- controllers.identityCenter is missing: .*set controllers.argoCd to self/,
    ],
    [
      'gitOps.organization',
      undefined,
      /^- gitOps.organization is missing: say in which organisation/,
    ],
    [
      'gitOps',
      { host: 'gitea', organization: 'x' },
      /^- gitOps.url is missing: Gitea has no address/,
    ],
    ['gitOps', { host: 'list' }, /host "list" needs at least one repository/],
    [
      'gitOps',
      { host: 'list', repositories: ['https://git.example.org/x/retail.git'] },
      /<team>-pipelines.git/,
    ],
    ['pipelines.teams', ['*', 'retail'], /"\*" is any team; leave out the others/],
    ['pipelines.teams', 'abcdef'.split('').map(letter => `team${letter}`), /room for 5 teams/],
    ['pipelines.teams', ['my-team'], /2 to 20 lower-case letters and digits/],
    [
      'cluster.existing',
      { name: 'data', oidcProvider: 'https://x', oidcProviderInIam: true },
      /without "https:\/\/"/,
    ],
    [
      'cluster.existing',
      { name: 'data', oidcProvider: 'oidc.example.org/id/1', oidcProviderInIam: true },
      /^- network.existing is missing: nodes for an existing cluster need its VPC/,
    ],
    ['spark.capactiy', 'none', /^- spark.capactiy: there is no such setting; remove it/],
    ['portal.serviceAccount', 'backstage', /write namespace\/name/],
  ];
  for (const [key, value, says] of WRONG) {
    it(`is refused with ${key}: ${JSON.stringify(value)}`, () => {
      const faults = faultsOf(withValue(key, value));
      assert.match(faults[0] ?? 'no fault', says);
      // A fault may entail another one, of the same part.
      assert.ok(faults.length <= 2, faults.join('\n'));
    });
  }

  it('is refused with all of its faults at once', () => {
    const faults = faultsOf({ ...withValue('network.nat', 'no'), region: 'x', owner: 'me' });
    assert.deepEqual(
      faults.map(fault => fault.split(' ')[1]),
      ['region', 'owner', 'network.nat'],
    );
  });

  it('is plain YAML in a file that can be read', () => {
    assert.throws(
      () => readPlatform(path.join(folder, 'none.yaml')),
      /copy platform\/platform.example.yaml/,
    );
    const file = path.join(folder, 'bad.yaml');
    writeFileSync(file, 'name: a\nname: b\n');
    assert.throws(() => readPlatform(file), /not plain YAML[^]*unique/i);
    writeFileSync(file, '');
    assert.throws(() => readPlatform(file), ConfigError);
  });
});
