import { Problem } from 'backstage-plugin-data-pipelines-common';
import {
  formSchema,
  Hosts,
  parseRepoUrl,
  peek,
  Platforms,
  problemAt,
  teamOfBucket,
  valueAt,
} from '../form';
import { unusedBuckets } from './buckets';
import { checkNames, NameParts } from './names';

/** What a portal brings beside the form. */
export interface Settings {
  platforms: Platforms;
  /** Git hosts by name; see `parseHosts`. */
  hosts: Hosts;
}

const { shape } = formSchema;
const trigger = shape.trigger.unwrap().shape;
const buckets = shape.buckets.unwrap().shape;
const executor = shape.spark.unwrap().shape.executor.unwrap().shape;

/** The parts of names that a form gives so far, even when it is wrong elsewhere. */
export function peekNameParts(input: unknown, platforms: Platforms): Partial<NameParts> {
  const platformName = peek(input, ['platform'], shape.platform);
  const platform = platformName === undefined ? undefined : platforms[platformName];
  return {
    team: peek(input, ['team'], shape.team),
    name: peek(input, ['name'], shape.name),
    accountId: platform?.accountId,
    region: platform?.region,
    apiGroup: platform?.apiGroup,
  };
}

function checkPlatform(input: unknown, platforms: Platforms): Problem[] {
  const name = peek(input, ['platform'], shape.platform);
  if (name === undefined || Object.hasOwn(platforms, name)) return [];
  const known = Object.keys(platforms).join(', ');
  return [problemAt('platform', name, `there is no such platform; choose one of ${known}`)];
}

/** Whoever names a bucket reads or writes it, so one that another team's pipeline has made is that team's alone. */
function checkBuckets(input: unknown): Problem[] {
  const team = peek(input, ['team'], shape.team);
  if (team === undefined) return [];
  return Object.entries(buckets).flatMap(([purpose, schema]) => {
    const name = peek(input, ['buckets', purpose], schema);
    const owner = name && teamOfBucket(name);
    return owner && owner !== team
      ? [
          problemAt(
            `buckets.${purpose}`,
            name,
            `a pipeline of team ${owner} has made this bucket; choose one of team ${team}, or a bucket that no pipeline has made`,
          ),
        ]
      : [];
  });
}

function checkSuffix(input: unknown): Problem[] {
  const suffix = peek(input, ['trigger', 'suffix'], trigger.suffix);
  if (!suffix || peek(input, ['trigger', 'on'], trigger.on) !== 'script') return [];
  return [
    problemAt(
      'trigger.suffix',
      suffix,
      'with the trigger "script" every new script starts a run, whatever the data is called; leave the suffix out',
    ),
  ];
}

function checkExecutors(input: unknown): Problem[] {
  const path = ['spark', 'executor'];
  const min = peek(input, [...path, 'min'], executor.min);
  const max = peek(input, [...path, 'max'], executor.max);
  if (min === undefined || max === undefined || min <= max) return [];
  return [
    problemAt(
      'spark.executor.min',
      min,
      `this is more than the ${max} of spark.executor.max; lower it or raise max`,
    ),
  ];
}

function checkNotifications(input: unknown): Problem[] {
  const emails = valueAt(input, ['notifications']);
  if (!Array.isArray(emails)) return [];
  const folded = emails.map(email => String(email).toLowerCase());
  return emails.flatMap((email, index) =>
    folded.indexOf(folded[index]) < index
      ? [
          problemAt(
            `notifications.${index}`,
            email,
            'this address is in the list twice; remove one of the two',
          ),
        ]
      : [],
  );
}

function checkRepository(input: unknown, hosts: Hosts): Problem[] {
  const repoUrl = peek(input, ['repoUrl'], shape.repoUrl);
  if (repoUrl === undefined) return [];
  const parsed = parseRepoUrl(repoUrl, hosts);
  return 'fault' in parsed ? [problemAt('repoUrl', repoUrl, parsed.fault)] : [];
}

/** Everything that needs two fields or the portal's settings to be judged, said as far as the single fields allow. */
export function checkTogether(input: unknown, { platforms, hosts }: Settings): Problem[] {
  const unused = unusedBuckets(valueAt(input, ['buckets']));
  return [
    ...checkPlatform(input, platforms),
    ...checkNames(peekNameParts(input, platforms), unused),
    ...checkBuckets(input),
    ...checkSuffix(input),
    ...checkExecutors(input),
    ...checkNotifications(input),
    ...checkRepository(input, hosts),
  ];
}
