import { InputError } from '@backstage/errors';
import type { ZodType } from 'zod';

/** Longest value that an error repeats. */
const SHOWN = 60;

/**
 * Checks what a caller sent. `schema` gives each field a remedy as its error; `where` names the part of the request.
 *
 * @throws InputError that names each wrong field, its value and the remedy.
 */
export function parse<T>(schema: ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const sentences = result.error.issues.map(issue => {
    if (issue.code === 'unrecognized_keys') {
      return `${where} does not know ${issue.keys.map(show).join(', ')}: leave it out`;
    }
    const given = issue.path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
      value,
    );
    return `${[where, ...issue.path].join(' ')} is ${show(given)}: ${issue.message}`;
  });
  throw new InputError(sentences.join('; '));
}

function show(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
