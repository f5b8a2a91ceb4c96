import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';
import type * as Node from '../../plugins/data-pipelines-node/src/index.ts';
import { ROOT } from './harness/folders.ts';
import type { KubeObject } from './harness/KubeObject.ts';

const require = createRequire(import.meta.url);
// The product's sources are written for Backstage's own build; this is how its packages load them in development.
require('@backstage/cli/config/nodeTransform.cjs');

/** The product's own form -> plan -> render, and expand. */
export const product: typeof Node = require('../../plugins/data-pipelines-node/src');

const { readSettings } = require('../../plugins/data-pipelines-node/src/bin/appConfig');

/** The sandbox's platforms and Git hosts. */
export const SETTINGS: Node.Settings = readSettings([join(ROOT, 'app-config.yaml')], {});

const forms = require('../../plugins/data-pipelines-node/src/__testUtils__/forms');
/** The same and a second platform, in another region and with another identity. */
export const TWO_PLATFORMS: Node.Settings = forms.SETTINGS;
/** The shortest form that is right. */
export const MINIMAL: any = forms.MINIMAL;

const corpus = require('../../plugins/data-pipelines-node/src/__testUtils__/hostileCorpus');
/** Every hostile text in every place of a form that is right otherwise. */
export const hostileForms: () => { name: string; text: string; form: unknown }[] =
  corpus.hostileForms;

const crd = require('../../plugins/data-pipelines-node/src/expand/__testUtils__/crd');
/** What is wrong with an object of ACK by its controller's own definition, as the product's own tests ask. */
export const ackFaults: (object: KubeObject) => string[] = crd.ackFaults;
export const isAck: (object: KubeObject) => boolean = crd.isAck;

/** What of a team repo reaches the cluster. */
export interface Rendered {
  name: string;
  /** The ResourceGraphDefinition as its file has it, and as a value. */
  rgdText: string;
  rgd: any;
  /** What kro may do for this team. */
  rbac: KubeObject;
  namespace: KubeObject;
  instance: KubeObject;
}

/** Form -> plan -> render, and of the files those that make objects of a cluster. */
export function rendered(name: string, form: unknown, settings = SETTINGS): Rendered {
  const plan = product.plan(form, settings);
  const files = product.render(plan);
  const text = (path: string) => {
    const found = files.get(path);
    if (found === undefined) throw new Error(`${name}: there is no ${path} in the team repo`);
    return found;
  };
  return {
    name,
    rgdText: text('rgd/data-pipeline.yaml'),
    rgd: parse(text('rgd/data-pipeline.yaml')),
    rbac: parse(text('rgd/kro-rbac.yaml')),
    namespace: parse(text(`pipelines/${plan.name}/namespace.yaml`)),
    instance: parse(text(`pipelines/${plan.name}/instance.yaml`)),
  };
}

/** The forms of examples/, by the names of their folders. */
export function exampleForms(): Record<string, any> {
  const folder = join(ROOT, 'examples');
  const names = readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name);
  return Object.fromEntries(
    names.map(name => [name, parse(readFileSync(join(folder, name, 'form.yaml'), 'utf8'))]),
  );
}
