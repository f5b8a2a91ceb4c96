import { InputError } from '@backstage/errors';
import { Problem } from 'backstage-plugin-data-pipelines-common';
import { z } from 'zod';
import { isPrintable } from './hostile';

const MAX_SHOWN = 80;

/** The value as a person would recognise it; undefined when it is long, not printable or no single value. */
function shown(value: unknown): string | undefined {
  if (value === null || value === undefined || typeof value === 'object') return undefined;
  const text = String(value);
  return text !== '' && text.length <= MAX_SHOWN && isPrintable(text) ? text : undefined;
}

/** A problem of one field. `fault` says what is wrong and what to do; it becomes a sentence here. */
export function problemAt(path: string, value: unknown, fault: string): Problem {
  const message = `${fault[0].toUpperCase()}${fault.slice(1)}.`;
  const text = shown(value);
  return text === undefined ? { path, message } : { path, value: text, message };
}

/** What stands in a form at a path; undefined where the path leads nowhere. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      value !== null && typeof value === 'object' && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    input,
  );
}

const TYPE_WORDS: Record<string, string> = {
  string: 'a text (put it into quotes)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
  record: 'a group of names and values',
};

/** What zod found, in words. `value` is what stands in the form at that place. */
function faultOf(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined || value === null
        ? 'this field is missing; fill it in'
        : `this must be ${TYPE_WORDS[issue.expected] ?? issue.expected}; write it so`;
    case 'invalid_value':
      return `this must be one of ${issue.values.join(', ')}; choose one`;
    case 'too_small':
      return `this must be at least ${issue.minimum}; raise it`;
    case 'too_big':
      return issue.origin === 'array'
        ? `this list holds at most ${issue.maximum} entries; use a mailing list or a group instead of single entries`
        : `this must be at most ${issue.maximum}; lower it`;
    default:
      return issue.message;
  }
}

/** Groups whose keys are names that people choose. Such a key has dots of its own, so it is told as the value. */
const NAMED = ['spark.conf', 'spark.nodes.selector'];

/** The problems behind one zod issue. */
function problemsOf(
  issue: z.core.$ZodIssue,
  input: unknown,
  known: (path: string[]) => string[],
): Problem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const names = known(path);
    return issue.keys.map(key =>
      problemAt(
        [...path, key].join('.'),
        valueAt(input, [...issue.path, key]),
        `the form has no such field; remove it or use one of ${names.join(', ')}`,
      ),
    );
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(inner =>
      problemAt(path.slice(0, -1).join('.'), path.at(-1), inner.message),
    );
  }
  const [key, ...group] = path.toReversed();
  const within = group.reverse().join('.');
  if (NAMED.includes(within)) {
    const value = shown(valueAt(input, issue.path));
    return [
      problemAt(within, value === undefined ? key : `${key}=${value}`, faultOf(issue, value ?? '')),
    ];
  }
  const value = valueAt(input, issue.path);
  return [problemAt(path.join('.'), value, faultOf(issue, value))];
}

/** What zod found, as problems of the form, in its order. `known` gives the fields that exist at a path. */
export function problemsOfIssues(
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
  known: (path: string[]) => string[],
): Problem[] {
  return issues.flatMap(issue => problemsOf(issue, input, known));
}

/** One line for a terminal or a log: `team "Retail": A team is ...`. */
export function formatProblem(problem: Problem): string {
  const where = problem.path || 'form';
  return problem.value === undefined
    ? `${where}: ${problem.message}`
    : `${where} "${problem.value}": ${problem.message}`;
}

/** One error that says all problems, one on each line. */
export function problemsError(problems: readonly Problem[]): InputError {
  const count = problems.length === 1 ? 'One thing is' : `${problems.length} things are`;
  return new InputError(
    `${count} wrong in the form:\n${problems.map(p => `- ${formatProblem(p)}`).join('\n')}`,
  );
}
