import { type Field, fields, type OpenApi, pathText, withAt } from './OpenApi.ts';

/** A value that a schema does not allow. */
export interface Refusal {
  /** `spec.logs.retentionDays: enum`. */
  title: string;
  /** The field that the API server must name. */
  field: string;
  /** The object with the bad value in it. */
  bad: any;
}

/**
 * An object for each bound of each field: pattern, enum, lengths, range, required, type, a field that is not known. Derived
 * from the schema, so a new field has its cases.
 *
 * @param good an object that the schema allows
 * @param at where in the object the schema's value is
 */
export function refusals(schema: OpenApi, good: any, at: string[]): Refusal[] {
  return fields(schema, at).flatMap(field =>
    Object.entries(badValues(field)).flatMap(([what, values]) =>
      values.slice(0, 1).map(({ path, value }) => ({
        title: `${pathText(field.path)}: ${what}`,
        field: pathText(path.filter(key => typeof key === 'string')),
        bad: withAt(good, path, value),
      })),
    ),
  );
}

type Bad = Record<string, { path: (string | number)[]; value: unknown }[]>;

/** Texts of which at least one is outside of nearly every grammar. */
const STRANGE = ['!', 'a b', 'Ä', '${schema}', '{{ x }}', '', '\n', 'x'.repeat(300)];

function badValues({ path, schema }: Field): Bad {
  const at = (...values: unknown[]) => values.map(value => ({ path, value }));
  const bad: Bad = {};
  if (schema.type !== undefined) bad.type = at(schema.type === 'string' ? 7 : 'text of no sense');
  if (schema.enum) bad.enum = at(schema.type === 'integer' ? 424242 : 'no-such-choice');
  if (schema.pattern) {
    const pattern = new RegExp(schema.pattern, 'u');
    bad.pattern = at(...STRANGE.filter(text => !pattern.test(text)));
  }
  if (schema.minLength) bad.minLength = at('x'.repeat(schema.minLength - 1));
  if (schema.maxLength !== undefined) bad.maxLength = at('a'.repeat(schema.maxLength + 1));
  if (schema.minimum !== undefined) bad.minimum = at(schema.minimum - 1);
  if (schema.maximum !== undefined) bad.maximum = at(schema.maximum + 1);
  if (schema.properties) {
    bad.unknown = [{ path: [...path, 'noSuchField'], value: 'x' }];
    for (const name of schema.required ?? [])
      bad[`${name} is required`] = [{ path: [...path, name], value: undefined }];
  }
  return bad;
}
