/* eslint-disable no-console -- prints to where test/policy reads it */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../bin/appConfig';
import { readFormFile } from '../bin/formFile';
import { applyDefaults, compileGraph, expand } from '../expand';
import { instanceObject, InstanceSpec, plan, Settings } from '../plan';
import { buildGraph, readAssets } from '../render';
import { pairwiseForms, pairwiseSettings } from './formChoices';
import { pairwise } from './pairwise';

/*
 * Prints, for test/policy, as one JSON: every example and every pair of choices, with the spec of its instance and the
 * objects that kro makes of it, and the steps of a team repo. What only an instance can choose is chosen here, too.
 */

const TOP = join(__dirname, '../../../..');
const ASSETS = readAssets();
const KEY = 'key/11111111-2222-3333-4444-555555555555';

/** What no form offers but an instance may hold. */
const INSTANCE_CHOICES = pairwise<unknown>({
  ownKey: [false, true],
  'deletion.buckets': ['retain', 'delete'],
  'results.retentionDays': [0, 30],
});

function withInstanceChoices(spec: InstanceSpec, row: Record<string, unknown>): any {
  const { partition, region, accountId } = spec.aws;
  return {
    ...spec,
    encryption: row.ownKey
      ? { kmsKeyArn: `arn:${partition}:kms:${region}:${accountId}:${KEY}` }
      : {},
    deletion: { buckets: row['deletion.buckets'] },
    results: { ...spec.results, retentionDays: row['results.retentionDays'] },
  };
}

function subject(name: string, form: unknown, settings: Settings, row?: Record<string, unknown>) {
  const decided = plan(form, settings);
  const own = instanceObject(decided);
  const instance = row ? { ...own, spec: withInstanceChoices(own.spec, row) } : own;
  const graph = compileGraph(buildGraph(decided, ASSETS.skeleton));
  return {
    name,
    names: decided.names,
    namespace: decided.names.namespace,
    spec: applyDefaults(graph, instance).spec,
    objects: expand(graph, instance).map(({ id, object }) => ({ id, object })),
  };
}

const EXAMPLES = join(TOP, 'examples');
const examples = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) =>
    subject(
      name,
      readFormFile(join(EXAMPLES, name, 'form.yaml')),
      readSettings([join(TOP, 'app-config.yaml')], {}),
    ),
  );
const pairs = pairwiseForms().map((form, number) =>
  subject(form.name, form, pairwiseSettings, INSTANCE_CHOICES[number % INSTANCE_CHOICES.length]),
);
const steps = Object.fromEntries(
  [...ASSETS.skeleton].filter(([path]) => path.startsWith('pipeline/') && path.endsWith('.sh')),
);
console.log(JSON.stringify({ subjects: [...examples, ...pairs], steps }));
