import fc from 'fast-check';
import { MINIMAL, rightForms, withValue } from '../__testUtils__/forms';
import { findHostile } from './hostile';
import { parseForm } from './parseForm';

/** Every field of the form that holds a text, with one that it accepts. */
const TEXTS: [string, string][] = [
  ['team', 'retail'],
  ['name', 'taxi'],
  ['description', 'Trips per day'],
  ['owner', 'group:default/retail'],
  ['platform', 'sandbox'],
  ['trigger.prefix', 'input/'],
  ['trigger.suffix', '.parquet'],
  ['job', 'taxi-summary'],
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
const HOSTILE = [
  '${x}',
  '{{ x }}',
  '{% x %}',
  '\n',
  '\r',
  '\0',
  '\t',
  '\u001b[31m',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\u2028',
  '\u0085',
  '\ud800',
];

describe('findHostile', () => {
  it.each(TEXTS)(
    'refuses template marks, line ends, control and invisible characters in %s',
    (path, good) => {
      expect(parseForm(withValue(MINIMAL, path, good)).problems).toEqual([]);
      for (const evil of HOSTILE) {
        for (const value of [evil, `${good}${evil}`, `${evil}${good}`]) {
          const { form, problems } = parseForm(withValue(MINIMAL, path, value));
          expect(form).toBeUndefined();
          expect(problems.map(p => p.path)).toEqual([path]);
          expect(problems[0].value).toBeUndefined();
        }
      }
    },
  );

  it.each(HOSTILE)('refuses %j in lists, in names of fields and in the Spark settings', evil => {
    expect(findHostile({ notifications: [`a${evil}@example.com`] })[0].path).toBe(
      'notifications.0',
    );
    expect(findHostile({ spark: { conf: { [`spark.${evil}`]: '1' } } })[0].path).toBe('spark.conf');
    expect(findHostile({ spark: { conf: { 'spark.a': evil } } })[0].path).toBe(
      'spark.conf.spark.a',
    );
    expect(findHostile({ [evil]: 1 })[0].path).toBe('');
  });

  it('refuses the keys by which JavaScript objects are changed', () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const form = JSON.parse(`{"spark":{"conf":{"${key}":"x"}}}`);
      expect(findHostile(form)).toHaveLength(1);
      expect(parseForm({ ...MINIMAL, ...form }).form).toBeUndefined();
    }
  });

  it('says where the character is that nobody can see', () => {
    expect(findHostile({ description: 'a\u202eb' })).toEqual([
      {
        path: 'description',
        message:
          'The text holds a line end, a control or an invisible character (U+202E); write it again by hand, on one line.',
      },
    ]);
  });

  it('stops at forms of unreasonable size or depth instead of working through them', () => {
    expect(findHostile({ notifications: Array.from({ length: 10_000 }, () => 'x') })).toHaveLength(
      1,
    );
    expect(findHostile({ description: 'x'.repeat(1_000_000) })).toHaveLength(1);
    const endless: Record<string, unknown> = {};
    endless.again = endless;
    expect(findHostile(endless)).toHaveLength(1);
  });

  it('finds a hostile text wherever it is put into a form that is right', () => {
    fc.assert(
      fc.property(
        rightForms,
        fc.constantFrom(...TEXTS.map(([path]) => path)),
        fc.constantFrom(...HOSTILE),
        fc.string(),
        fc.string(),
        (form, path, evil, before, after) => {
          const { form: accepted, problems } = parseForm(
            withValue(form, path, `${before}${evil}${after}`),
          );
          expect(accepted).toBeUndefined();
          expect(problems.some(problem => problem.path === path)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
