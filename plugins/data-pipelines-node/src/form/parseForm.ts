import { Problem } from 'backstage-plugin-data-pipelines-common';
import { z } from 'zod';
import { findHostile } from './hostile';
import { problemAt, problemsOfIssues, valueAt } from './problems';
import { Form, formJsonSchema, formSchema } from './schema';

/** A form that is good in itself, or all that is wrong with it. */
export interface ParsedForm {
  /** Present exactly when there is no problem. */
  form?: Form;
  problems: Problem[];
}

function knownFields(path: string[]): string[] {
  let node: any = formJsonSchema();
  for (const key of path) node = node?.properties?.[key];
  return Object.keys(node?.properties ?? {});
}

/**
 * Reads what a person typed. Finds all problems of single fields at once; what needs two fields or the platform to be
 * judged is found by `plan`.
 */
export function parseForm(input: unknown): ParsedForm {
  if (input === null || typeof input !== 'object' || Array.isArray(input)) {
    return {
      problems: [
        problemAt(
          '',
          input,
          'a form is a group of fields; begin with team, name, owner, platform and repoUrl',
        ),
      ],
    };
  }
  const hostile = findHostile(input);
  const parsed = formSchema.safeParse(input);
  if (parsed.success && hostile.length === 0) return { form: parsed.data, problems: [] };
  const said = new Set(hostile.map(problem => problem.path));
  const issues = parsed.success ? [] : problemsOfIssues(parsed.error.issues, input, knownFields);
  // What is hostile is said once. The name of a field may be hostile itself: then it is not repeated, only refused.
  const rest = issues.filter(({ path }) => !said.has(path) && findHostile(path).length === 0);
  return { problems: [...hostile, ...rest] };
}

/**
 * The value of one field of a form that may be wrong elsewhere, so that as much as possible can be said at once.
 * Undefined when that field itself is missing or wrong.
 */
export function peek<T>(
  input: unknown,
  path: readonly string[],
  schema: z.ZodType<T>,
): T | undefined {
  const value = valueAt(input, path);
  if (findHostile(value).length > 0) return undefined;
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
