import { InputError } from '@backstage/errors';
import fc from 'fast-check';
import { MINIMAL, rightForms, SETTINGS, withValue } from '../__testUtils__/forms';
import {
  HOSTILE,
  HOSTILE_VALUES,
  HostileForm,
  hostileForms,
  PLACES,
  TEXT_FIELDS,
} from '../__testUtils__/hostileCorpus';
import { Plan, plan, tryPlan } from '../plan';
import { readBack, readBackGraph, readersAgree } from './__testUtils__/readBack';
import { readAssets } from './assets';
import { fileTree } from './fileTree';
import { render, skeletonFiles } from './render';

const ASSETS = readAssets();
/** How many forms the property below tries; bin/test policy tries 100,000. */
const CASES = Number(process.env.HOSTILE_CASES ?? 2000);

/** Controls, formats, private and broken characters, and separators of lines. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

type Outcome = { refused: string[] } | { plan: Plan };

/** What becomes of a form: problems, each of a field and fit to be shown, or a plan. Anything else throws. */
function outcomeOf(form: unknown): Outcome {
  const planned = tryPlan(form, SETTINGS);
  if (planned.plan) return { plan: planned.plan };
  const { problems } = planned;
  if (problems.length === 0) throw new Error('refused without a problem');
  for (const { path, value = '', message } of problems) {
    if (UNPRINTABLE.test(`${path}${value}`) || UNPRINTABLE.test(message) || message.length > 2000)
      throw new Error(`the problem cannot be shown: ${JSON.stringify({ path, value, message })}`);
  }
  return { refused: problems.map(({ path }) => path) };
}

/** Names and values that no form would show are refused under the field that holds them. */
function isAbout(path: string, refused: string[]): boolean {
  return refused.some(
    said => said === path || said.startsWith(path) || path.startsWith(`${said}.`),
  );
}

describe('a hostile form', () => {
  const forms = hostileForms();
  const accepted: (HostileForm & { plan: Plan })[] = [];

  it('is one of many: at least 150 texts, each in every place for a text', () => {
    expect(new Set(HOSTILE.map(({ text }) => text)).size).toBeGreaterThanOrEqual(150);
    expect(new Set(HOSTILE.map(({ name }) => name)).size).toBe(HOSTILE.length);
    expect(forms).toHaveLength(HOSTILE.length * Object.keys(PLACES).length);
    for (const [path, good] of TEXT_FIELDS)
      expect(tryPlan(withValue(MINIMAL, path, good), SETTINGS).problems).toEqual([]);
  });

  it('is refused by a sentence about the field with the hostile text, or becomes a plan', () => {
    const wrong = forms.flatMap(one => {
      const outcome = outcomeOf(one.form);
      if ('plan' in outcome) accepted.push({ ...one, plan: outcome.plan });
      else if (!isAbout(one.path, outcome.refused)) return [`${one.name}: ${outcome.refused}`];
      return [];
    });
    expect(wrong).toEqual([]);
    expect(accepted.length).toBeGreaterThan(100);
  });

  it('that becomes a plan has files which every reader takes for what the plan says', () => {
    const wrong = accepted.flatMap(({ name, plan: decided }) => {
      const files = fileTree(skeletonFiles(decided, ASSETS));
      return [...readBack(decided, files), ...readersAgree(files)].map(
        fault => `${name}: ${fault}`,
      );
    });
    expect(wrong).toEqual([]);
  });

  it('is refused by an InputError that lists what is wrong', () => {
    for (const { form, text } of forms.slice(0, 500)) {
      if (tryPlan(form, SETTINGS).plan) continue;
      expect(() => plan(form, SETTINGS)).toThrow(InputError);
      expect(text).toBeDefined();
    }
  });

  it.each(Object.entries(HOSTILE_VALUES))('is refused with %s for a text', (_name, value) => {
    for (const [path] of TEXT_FIELDS) {
      const outcome = outcomeOf(withValue(MINIMAL, path, value));
      expect('refused' in outcome && isAbout(path, outcome.refused) ? path : outcome).toBe(path);
    }
  });

  it('whose field has a hostile name does not get that name said back', () => {
    const { problems } = tryPlan({ ...MINIMAL, 'a\u001b[2Jb': 1, ['x'.repeat(3000)]: 1 }, SETTINGS);
    expect(problems.map(({ path }) => path)).toEqual(['', '']);
  });

  it.each([undefined, null, 'x', 1, [], [MINIMAL], () => MINIMAL, new Map(), Symbol('x')])(
    'is refused when it is no form at all: %p',
    input => expect('refused' in outcomeOf(input)).toBe(true),
  );

  const plainText = fc.oneof(
    fc.constantFrom(...HOSTILE.map(({ text }) => text)),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
  );
  const anyText = fc.oneof(
    { weight: 9, arbitrary: plainText },
    // As an address may hold it: what is invisible there is seen only once it is decoded.
    {
      weight: 1,
      arbitrary: plainText.map(text => encodeURIComponent(Buffer.from(text).toString())),
    },
  );
  /** A text that a field accepts with a hostile one at its end, its start or within. */
  const nearText = fc
    .tuple(fc.constantFrom(...TEXT_FIELDS), anyText, fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([[path, good], text, where]) => {
      const at = Math.round(where * good.length);
      return { path, value: `${good.slice(0, at)}${text}${good.slice(at)}` as unknown };
    });
  const placed = fc.oneof(
    { weight: 3, arbitrary: nearText },
    {
      weight: 1,
      arbitrary: fc.record({
        path: fc.constantFrom(...TEXT_FIELDS.map(([path]) => path)),
        value: fc.anything({ maxDepth: 2, maxKeys: 3 }),
      }),
    },
  );

  it(`is refused or read back as its plan: ${CASES} forms, most of them made hostile in one to three places`, () => {
    let rendered = 0;
    const teams = new Map<string, Plan>();
    fc.assert(
      fc.property(
        rightForms,
        fc.array(placed, { maxLength: 3 }),
        fc.array(fc.tuple(fc.constantFrom(...Object.values(PLACES)), anyText), { maxLength: 1 }),
        (right, values, texts) => {
          let form: Record<string, unknown> = { ...right };
          for (const [place, text] of texts) form = place.put(form, text);
          for (const { path, value } of values) form = withValue(form, path, value);
          const outcome = outcomeOf(form);
          if ('refused' in outcome) return;
          rendered += 1;
          if (teams.size < 50) teams.set(outcome.plan.team, outcome.plan);
          const faults = readBack(outcome.plan, fileTree(skeletonFiles(outcome.plan, ASSETS)));
          if (faults.length > 0) throw new Error(faults.join('\n'));
        },
      ),
      { numRuns: CASES },
    );
    // The graph knows of a form only its team.
    for (const decided of teams.values())
      expect(readBackGraph(decided, render(decided, ASSETS))).toEqual([]);
    // A tenth at the least gets as far as files: a form refused early proves little.
    expect(rendered).toBeGreaterThan(CASES / 10);
  });
});
