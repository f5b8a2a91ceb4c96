import { FormInput, formJsonSchema, parseHosts, parsePlatforms } from '../form';
import type { Settings } from '../plan';
import { partitionOf } from '../plan/arns';
import { SETTINGS, withValue } from './forms';
import { Choices, pairwise } from './pairwise';

/** As the tests' own settings, with a platform in each partition and in the region that is an exception for S3. */
export const pairwiseSettings: Settings = {
  platforms: parsePlatforms(
    Object.fromEntries(
      [
        ['sandbox', 'eu-west-1', 'irsa', 'accessEntry'],
        ['virginia', 'us-east-1', 'podIdentity', 'rbac'],
        ['beijing', 'cn-north-1', 'irsa', 'rbac'],
        ['gov', 'us-gov-west-1', 'podIdentity', 'accessEntry'],
      ].map(([name, region, identity, emrAccess]) => [
        name,
        {
          accountId: '123456789012',
          region,
          clusterName: 'sandbox',
          oidcProvider: `oidc.eks.${region}.amazonaws.com/id/0123456789ABCDEF`,
          apiGroup: 'pipelines.example.org',
          identity,
          emrAccess,
          owner: 'group:default/platform',
        },
      ]),
    ),
  ),
  hosts: { ...SETTINGS.hosts, ...parseHosts({}) },
};

/** What people choose by writing: by the path of the field, undefined for left out. */
const WRITTEN: Choices<unknown> = {
  platform: Object.keys(pairwiseSettings.platforms),
  trigger: [
    undefined,
    { on: 'data', prefix: 'landing/day=1/', suffix: '.parquet' },
    { on: 'script', prefix: 'orders/' },
  ],
  'buckets.input': [undefined, 'acme-landing'],
  'buckets.scripts': [undefined, 'input', 'acme-work'],
  'buckets.lake': [undefined, 'input', 'acme-lake'],
  notifications: [undefined, ['a@example.org'], ['a@example.org', "o'hara+x@example.org"]],
  'spark.conf': [
    undefined,
    { 'spark.sql.shuffle.partitions': '8', 'spark.eventLog.dir': 's3a://a/b' },
  ],
  'spark.nodes.selector': [undefined, { 'example.org/pool': 'spark' }],
  'encryption.kmsKeyArn': [
    '',
    'arn:PARTITION:kms:REGION:123456789012:key/11111111-2222-3333-4444-555555555555',
  ],
  'results.retentionDays': [0, 30],
  description: [undefined, `"It's" 100% {ours}: #1 & <b> \\ done`],
  repoUrl: [
    'localhost:7007?owner=retail&repo=retail-pipelines',
    'github.com?owner=acme&repo=pipelines',
    'dev.azure.com?organization=acme&project=My%20Data&repo=pipelines',
  ],
};

/** Every field that offers words or numbers to choose from, or yes and no: whatever is added to the form is chosen here, too. */
function offered(node: any, path: string[] = []): [string, unknown[]][] {
  // Of numbers the ends will do: no branch hangs on one between.
  if (node.enum?.every((one: unknown) => typeof one === 'number'))
    return [[path.join('.'), [node.enum[0], node.enum.at(-1)]]];
  if (node.enum) return [[path.join('.'), node.enum]];
  if (node.type === 'boolean') return [[path.join('.'), [false, true]]];
  return Object.entries(node.properties ?? {}).flatMap(([name, field]) =>
    offered(field, [...path, name]),
  );
}

/** All choices of the form by the path of the field. */
export const FORM_CHOICES: Choices<unknown> = {
  ...Object.fromEntries(offered(formJsonSchema()).filter(([path]) => !path.startsWith('trigger.'))),
  ...WRITTEN,
};

/** Forms that are right and between them hold every pair of choices. */
export function pairwiseForms(): FormInput[] {
  return pairwise(FORM_CHOICES).map((row, number) => {
    const form = { team: 'retail', name: `pair-${number}`, owner: 'group:default/retail' };
    const { region } = pairwiseSettings.platforms[row.platform as string];
    const placed = (value: unknown) =>
      typeof value === 'string'
        ? value.replace('PARTITION', partitionOf(region)).replace('REGION', region)
        : value;
    return Object.entries(row)
      .filter(([, value]) => value !== undefined)
      .reduce<object>(
        (one, [path, value]) => withValue(one, path, placed(value)),
        form,
      ) as FormInput;
  });
}
