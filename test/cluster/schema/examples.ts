import fc from 'fast-check';
import { ANY, type OpenApi } from './OpenApi.ts';

/** A field that somebody chooses a value for. */
export interface Choice {
  path: (string | number)[];
  schema: OpenApi;
  /** It may be left out. */
  optional: boolean;
}

/** The fields of a schema that hold a value, not further fields. Lists and maps count as one. */
export function choices(
  schema: OpenApi,
  path: (string | number)[] = [],
  optional = false,
): Choice[] {
  if (!schema.properties) return [{ path, schema, optional }];
  return Object.entries(schema.properties).flatMap(([name, field]) =>
    choices(field, [...path, name], !schema.required?.includes(name)),
  );
}

/** Some values that the schema of a choice allows: choices of an enum, the ends of a range, short and long texts of its pattern. */
export function examples(schema: OpenApi): unknown[] {
  const { type, default: usual, items, additionalProperties: values } = schema;
  const found: unknown[] = usual === undefined ? [] : [usual];
  if (schema.enum) found.push(...schema.enum.slice(0, 3), ...schema.enum.slice(-1));
  else if (type === 'boolean') found.push(false, true);
  else if (type === 'integer') found.push(schema.minimum, schema.maximum);
  else if (type === 'string') found.push(...texts(schema, 3));
  else if (type === 'array') found.push([], ...lists(items!, schema.maxItems));
  else if (values && typeof values === 'object') {
    const key = schema.propertyNames ? texts(schema.propertyNames, 1)[0] : ANY;
    found.push(
      {},
      ...examples(values)
        .slice(0, 1)
        .map(value => ({ [key ?? ANY]: value })),
    );
  }
  return unique(found);
}

function lists(items: OpenApi, maxItems = 3): unknown[][] {
  const all = examples(items).filter(item => item !== '');
  return [all.slice(0, 1), all.slice(0, Math.min(2, maxItems))].filter(list => list.length > 0);
}

/** Texts that keep the pattern, the same ones every time; the library knows no lookahead, so that is checked afterwards. */
function texts({ pattern, minLength = 0, maxLength = 60 }: OpenApi, count: number): string[] {
  if (!pattern) return ['', 'Some text: "quoted", it\'s 100 % {plain} #1 & \\ é'].slice(0, count);
  const exact = new RegExp(pattern, 'u');
  const sampled = fc.sample(fc.stringMatching(new RegExp(withoutLookahead(pattern), 'u')), {
    numRuns: 300,
    seed: 7,
  });
  const fits = (text: string) =>
    exact.test(text) && text.length >= minLength && text.length <= Math.min(maxLength, 60);
  const sorted = (unique(sampled.filter(fits)) as string[]).sort(
    (a, b) => a.length - b.length || (a < b ? -1 : 1),
  );
  // The shortest, the longest, and some between.
  return unique(
    Array.from({ length: count }, (_, at) =>
      sorted.at(Math.round((at * (sorted.length - 1)) / Math.max(count - 1, 1))),
    ),
  ) as string[];
}

function withoutLookahead(pattern: string): string {
  return pattern.replace(/\(\?=[^)]*\)/g, '');
}

function unique(values: unknown[]): unknown[] {
  const known = values.filter(value => value !== undefined);
  const seen = new Map(known.map(value => [JSON.stringify(value), value]));
  return [...seen.values()];
}
