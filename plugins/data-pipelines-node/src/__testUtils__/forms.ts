import fc from 'fast-check';
import { FormInput, parseHosts, parsePlatforms } from '../form';
import type { Settings } from '../plan';

/** A platform and a forge as the sandbox has them, and a second platform with a long region. */
export const SETTINGS: Settings = {
  platforms: parsePlatforms({
    sandbox: {
      title: 'Sandbox on this machine',
      accountId: '123456789012',
      region: 'eu-west-1',
      clusterName: 'sandbox',
      oidcProvider: 'oidc.eks.eu-west-1.amazonaws.com/id/SANDBOX',
      apiGroup: 'pipelines.example.org',
      identity: 'irsa',
      owner: 'group:default/platform',
      endpoint: 'http://127.0.0.1:4566',
    },
    singapore: {
      accountId: '012345678901',
      region: 'ap-southeast-1',
      clusterName: 'data-1',
      oidcProvider: 'oidc.eks.ap-southeast-1.amazonaws.com/id/0123456789ABCDEF',
      apiGroup: 'pipelines.example.org',
      identity: 'podIdentity',
      emrAccess: 'rbac',
      spot: {
        selector: { 'karpenter.sh/capacity-type': 'spot' },
        tolerations: ['spot:NoSchedule'],
      },
      owner: 'group:default/platform',
    },
  }),
  hosts: parseHosts({
    gitea: [{ host: 'localhost:7007', baseUrl: 'http://localhost:7007/api/forge' }],
  }),
};

/** The shortest form that is right. */
export const MINIMAL: FormInput = {
  team: 'retail',
  name: 'taxi-daily',
  owner: 'group:default/retail',
  platform: 'sandbox',
  repoUrl: 'localhost:7007?owner=retail&repo=retail-pipelines',
};

/** A copy of a form with the value at one path replaced. */
export function withValue(form: object, path: string, value: unknown): Record<string, unknown> {
  const [key, ...rest] = path.split('.');
  const inner = (form as Record<string, unknown>)[key];
  return {
    ...form,
    [key]: rest.length ? withValue((inner as object) ?? {}, rest.join('.'), value) : value,
  };
}

const word = (min: number, max: number) =>
  fc.stringMatching(new RegExp(`^[a-z][a-z0-9]{${min - 1},${max - 1}}$`), { maxLength: max });
const memory = fc.oneof(
  fc.integer({ min: 512, max: 99999 }).map(size => `${size}m`),
  fc.integer({ min: 1, max: 999 }).map(size => `${size}g`),
);
const cores = fc.integer({ min: 1, max: 64 });
const folder = fc
  .stringMatching(/^[A-Za-z0-9_=-][A-Za-z0-9_.=-]{0,15}$/)
  .filter(name => !['scripts', 'output', 'logs', 'lake'].includes(name));
const prefix = fc
  .array(folder, { minLength: 1, maxLength: 3 })
  .map(folders => `${folders.join('/')}/`);
const suffix = fc.stringMatching(/^[A-Za-z0-9_.=-]{0,10}$/);
/** Any line of print that is no mark of a template: quotes, colons, hashes, other scripts, emoji. */
const line = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .map(text =>
    text
      .replace(/[\p{C}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0]/gu, '')
      .replace(/\$\{|\{\{|\{%/g, '')
      .trim(),
  )
  .filter(text => !/\$\{|\{\{|\{%/.test(text));

/** Forms that are right, in all their variety. */
export const rightForms: fc.Arbitrary<FormInput> = fc
  .record(
    {
      team: word(2, 8).filter(team => !['kube', 'openshift', 'sthree'].includes(team)),
      name: fc
        .array(word(1, 4), { minLength: 1, maxLength: 3 })
        .map(words => words.join('-'))
        .filter(name => name.length > 1 && !['rgd', 'pipelines'].includes(name)),
      owner: fc.constantFrom('group:default/retail', 'retail', 'user:jane.doe', 'Group:ops/Team_1'),
      platform: fc.constantFrom('sandbox', 'singapore'),
      repoUrl: fc.constantFrom(
        'localhost:7007?owner=retail&repo=retail-pipelines',
        'github.com?owner=acme&repo=pipelines',
        'gitlab.com?owner=acme%2Fdata&repo=pipelines',
        'bitbucket.org?workspace=acme&project=DATA&repo=pipelines',
        'dev.azure.com?organization=acme&project=My%20Data&repo=pipelines',
      ),
      description: line,
      trigger: fc.oneof(
        fc.record({ on: fc.constant('data' as const), prefix, suffix }, { requiredKeys: [] }),
        fc.record({ on: fc.constant('script' as const), prefix }, { requiredKeys: ['on'] }),
      ),
      buckets: fc.record(
        {
          input: fc.constantFrom('acme-landing', 'a1.b2'),
          scripts: fc.constantFrom('input', 'acme-landing', 'acme-work'),
          lake: fc.constantFrom('input', 'acme-landing', 'acme-lake'),
        },
        { requiredKeys: [] },
      ),
      spark: fc.record(
        {
          driver: fc.record({ cores, memory }, { requiredKeys: [] }),
          executor: fc.record(
            {
              cores,
              memory,
              min: fc.integer({ min: 1, max: 4 }),
              max: fc.integer({ min: 4, max: 1000 }),
              spot: fc.boolean(),
            },
            { requiredKeys: [] },
          ),
          nodes: fc.record(
            {
              selector: fc.dictionary(
                fc.constantFrom('eks.amazonaws.com/nodegroup', 'pool', 'y', '1'),
                fc.constantFrom('spark', 'true', '1e3', 'on', '0x10', 'a.b-c_d'),
              ),
              tolerations: fc.uniqueArray(
                fc.constantFrom(
                  'dedicated=spark:NoSchedule',
                  'spot:NoExecute',
                  'a.b/c=1:NoExecute',
                ),
              ),
            },
            { requiredKeys: [] },
          ),
          conf: fc.dictionary(
            fc.stringMatching(/^spark\.sql\.[A-Za-z]{1,8}$/),
            fc.stringMatching(/^[A-Za-z0-9_.,:;=+/@%*()[\]-]{1,20}$/),
            { maxKeys: 3 },
          ),
        },
        { requiredKeys: [] },
      ),
      virtualCluster: fc.constantFrom('pipeline' as const, 'run' as const),
      identity: fc.constantFrom('irsa' as const, 'podIdentity' as const),
      notifications: fc.uniqueArray(fc.stringMatching(/^[a-z0-9'+_]{1,8}@[a-z]{1,8}\.(com|org)$/), {
        maxLength: 4,
      }),
      results: fc.record(
        { deletionProtection: fc.boolean(), retentionDays: fc.integer({ min: 0, max: 3650 }) },
        { requiredKeys: [] },
      ),
      limits: fc.record(
        {
          timeoutMinutes: fc.integer({ min: 5, max: 10080 }),
          maxAttempts: fc.integer({ min: 1, max: 10 }),
          concurrentRuns: fc.integer({ min: 1, max: 100 }),
        },
        { requiredKeys: [] },
      ),
      logs: fc.record(
        { cloudWatch: fc.boolean(), retentionDays: fc.constantFrom(1 as const, 365 as const) },
        { requiredKeys: [] },
      ),
      encryption: fc.record(
        {
          kmsKeyArn: fc.constantFrom(
            '',
            'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555',
          ),
        },
        { requiredKeys: [] },
      ),
      deletion: fc.record(
        { buckets: fc.constantFrom('retain' as const, 'delete' as const) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['team', 'name', 'owner', 'platform', 'repoUrl'] },
  )
  .map(form => form as FormInput);
