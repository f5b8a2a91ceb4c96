/* eslint-disable no-console -- prints to where test/policy reads it */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../bin/appConfig';
import { readFormFile } from '../bin/formFile';
import { applyDefaults, compileGraph, expand } from '../expand';
import { instanceObject, plan, Settings } from '../plan';
import { buildGraph, readAssets } from '../render';
import { pairwiseForms, pairwiseSettings } from './formChoices';

/*
 * Prints, for test/policy, as one JSON: every example and every pair of choices, with the spec of its instance and the
 * objects that kro makes of it, and the steps of a team repo.
 */

const TOP = join(__dirname, '../../../..');
const ASSETS = readAssets();
function subject(name: string, form: unknown, settings: Settings) {
  const decided = plan(form, settings);
  const instance = instanceObject(decided);
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
const pairs = pairwiseForms().map(form => subject(form.name, form, pairwiseSettings));
const steps = Object.fromEntries(
  [...ASSETS.skeleton].filter(([path]) => path.startsWith('pipeline/') && path.endsWith('.sh')),
);
console.log(JSON.stringify({ subjects: [...examples, ...pairs], steps }));
