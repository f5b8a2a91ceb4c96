import { STARTER_JOB_NAMES } from '../form/jobs';
import { MINIMAL, withValue } from './forms';
import { HOSTILE_TEXTS } from './hostileTexts';

/** Every field of the form that holds a text, with one that it accepts. Paths as `withValue` and problems have them. */
export const TEXT_FIELDS: readonly [path: string, good: string][] = [
  ['team', 'retail'],
  ['name', 'taxi'],
  ['description', 'Trips per day'],
  ['owner', 'group:default/retail'],
  ['platform', 'sandbox'],
  ['trigger.on', 'data'],
  ['trigger.prefix', 'input/'],
  ['trigger.suffix', '.parquet'],
  ['job', STARTER_JOB_NAMES[0]],
  ['buckets.input', 'acme-in'],
  ['buckets.scripts', 'acme-work'],
  ['buckets.lake', 'acme-lake'],
  ['spark.releaseLabel', 'emr-7.12.0-latest'],
  ['spark.driver.memory', '1g'],
  ['spark.executor.memory', '1g'],
  ['virtualCluster', 'run'],
  ['identity', 'irsa'],
  ['repoUrl', 'github.com?owner=a&repo=b'],
];

/** A place of a form that a text can be put into. */
export interface Place {
  /** Where a problem with the text is said to be; for a key, the field that holds it. */
  path: string;
  put(form: object, text: string): Record<string, unknown>;
}

/** All places for texts: the fields, and where lists and maps hold further ones. */
export const PLACES: Record<string, Place> = {
  ...Object.fromEntries(
    TEXT_FIELDS.map(([path]) => [path, { path, put: (form, text) => withValue(form, path, text) }]),
  ),
  'an address': {
    path: 'notifications.0',
    put: (form, text) => withValue(form, 'notifications', [text]),
  },
  'the value of a Spark setting': {
    path: 'spark.conf.spark.a',
    put: (form, text) => withValue(form, 'spark.conf', { 'spark.a': text }),
  },
  'the key of a Spark setting': {
    path: 'spark.conf',
    put: (form, text) => withValue(form, 'spark.conf', JSON.parse(`{${JSON.stringify(text)}:"1"}`)),
  },
  'the name of a field': {
    path: '',
    put: (form, text) => ({ ...form, ...JSON.parse(`{${JSON.stringify(text)}:"1"}`) }),
  },
};

/** One hostile text and what it is called. */
export interface Hostile {
  name: string;
  text: string;
}

/** The texts, each named `language: what it tries`. */
export const HOSTILE: readonly Hostile[] = Object.entries(HOSTILE_TEXTS).flatMap(
  ([language, texts]) =>
    Object.entries(texts).map(([what, text]) => ({ name: `${language}: ${what}`, text })),
);

/** A form with one hostile text in one place. */
export interface HostileForm {
  name: string;
  path: string;
  text: string;
  form: Record<string, unknown>;
}

/** Every hostile text in every place of a form that is right otherwise: the whole corpus. */
export function hostileForms(base: object = MINIMAL): HostileForm[] {
  return Object.entries(PLACES).flatMap(([place, { path, put }]) =>
    HOSTILE.map(({ name, text }) => ({
      name: `${name} in ${place}`,
      path,
      text,
      form: put(base, text),
    })),
  );
}

/** Values that are no texts, each wrong in every field of the form that holds one. */
export const HOSTILE_VALUES: Record<string, unknown> = {
  null: null,
  'not a number': NaN,
  infinity: Infinity,
  'minus zero': -0,
  'largest number': Number.MAX_VALUE,
  'big integer': 1n,
  function: () => 'x',
  symbol: Symbol('x'),
  date: new Date(0),
  expression: /x/,
  'list of itself': ['retail'],
  'text object': Object('retail'),
  'object that prints as a text': { toString: () => 'retail' },
  'map with the prototype as key': JSON.parse('{"__proto__": {"admin": true}}'),
  'deep list': JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`),
};
