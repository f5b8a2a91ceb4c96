import { choices, examples } from './examples.ts';
import { type OpenApi, valueAt, withAt } from './OpenApi.ts';
import { pairwise } from './pairwise.ts';

/**
 * Values of a schema in which every two choices meet.
 *
 * @param base a value that is allowed
 * @param allowed whether a value is allowed; for what the schema alone does not say
 * @param more values of choices that the schema alone does not give, by their paths with dots; those not allowed are left out
 */
export function combinations<T>(
  schema: OpenApi,
  base: T,
  allowed: (value: T) => boolean,
  more: Record<string, unknown[]> = {},
): T[] {
  const all = choices(schema);
  const put = (row: unknown[]) =>
    row.reduce((value, choice, at) => withAt(value, all[at].path, choice), base as any) as T;
  const usual = all.map(({ path }) => valueAt(base, path));
  const parameters = all.map(({ path, schema: of, optional }, at) => {
    const name = path.join('.');
    // What is left out is what the default says.
    const known = JSON.stringify(usual[at] ?? of.default);
    const others = [
      ...(more[name] ?? []),
      ...examples(of),
      ...(optional && of.default === undefined ? [undefined] : []),
    ].filter(value => JSON.stringify(value) !== known && allowed(put(usual.with(at, value))));
    return { name, values: [usual[at], ...others] };
  });
  return pairwise(parameters, usual, row => allowed(put(row))).map(put);
}
