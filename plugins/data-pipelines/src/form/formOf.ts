import { JsonObject } from '@backstage/types';

/** Name of the parameter that holds the review itself; it is no part of a pipeline's form. */
export const REVIEW_PARAMETER = 'review';

/**
 * The pipeline's form out of the data of a template's form: without the review's own parameter, and
 * without what was left empty, for which the backend has defaults.
 */
export function formOf(formData: JsonObject | undefined): JsonObject {
  const { [REVIEW_PARAMETER]: _review, ...form } = formData ?? {};
  return (withoutEmpty(form) as JsonObject | undefined) ?? {};
}

function withoutEmpty(value: unknown): unknown {
  if (value === undefined || value === null || value === '') return undefined;
  if (Array.isArray(value)) return value.map(withoutEmpty).filter(item => item !== undefined);
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value)
    .map(([name, inner]) => [name, withoutEmpty(inner)] as const)
    .filter(([, inner]) => inner !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
