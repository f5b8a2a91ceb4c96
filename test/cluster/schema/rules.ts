import { choices, examples } from './examples.ts';
import { fields, type OpenApi, pathText, valueAt, withAt } from './OpenApi.ts';
import type { Refusal } from './refusals.ts';

/** How kro writes "immutable". */
const IMMUTABLE = 'self == oldSelf';

/**
 * Objects that the schema alone allows, each of which may break a rule: values of the rule's field, or of two fields below it,
 * also made of the texts that the rule speaks of. Which do, the API server says.
 */
export function ruleBreakers(
  schema: OpenApi,
  good: any,
  at: string[],
): { title: string; field: string; attempts: any[] }[] {
  return rulesOf(schema, at).map(({ path, of, rule }) => {
    const spoken = [...rule.matchAll(/'([^']+)'|"([^"]+)"/g)].map(([, a, b]) => a ?? b);
    const texts = spoken.flatMap(text => [text, `${text}/`, `${text}/x/`]);
    const below = choices(of).map(choice => {
      const fitting = choice.schema.type === 'string' && !choice.schema.enum ? texts : [];
      return { path: [...path, ...choice.path], values: [...examples(choice.schema), ...fitting] };
    });
    const attempts = below.flatMap((first, i) =>
      first.values.flatMap(a => {
        const one = withAt(good, first.path, a);
        const two = below
          .slice(i + 1)
          .flatMap(second => second.values.map(b => withAt(one, second.path, b)));
        return [one, ...two];
      }),
    );
    return { title: `${pathText(path)}: ${rule}`, field: pathText(path), attempts };
  });
}

/** For each field that may not change, the object with another value there. */
export function changes(schema: OpenApi, now: any, at: string[]): Refusal[] {
  return fields(schema, at)
    .filter(({ schema: of }) =>
      of['x-kubernetes-validations']?.some(({ rule }) => rule === IMMUTABLE),
    )
    .flatMap(({ path, schema: of }) => {
      const current = valueAt(now, path);
      const other = examples(of).find(value => value !== current);
      const title = `${pathText(path)}: immutable`;
      return other === undefined
        ? []
        : [{ title, field: pathText(path), bad: withAt(now, path, other) }];
    });
}

function rulesOf(schema: OpenApi, at: string[]) {
  return fields(schema, at).flatMap(({ path, schema: of }) =>
    (of['x-kubernetes-validations'] ?? [])
      .filter(({ rule }) => rule !== IMMUTABLE)
      .map(({ rule }) => ({ path, of, rule })),
  );
}
