import { RUN_STATUSES, type RunStatus } from 'backstage-plugin-data-pipelines-common';
import { z } from 'zod';

const ONE_STATUS = `give one of ${RUN_STATUSES.join(', ')}; repeat status for several`;
const TIME = 'give a time in ISO 8601 with its zone, such as 2026-06-01T00:00:00Z';

/** `status`, once or more. */
export const statuses = z
  .union([z.string(), z.array(z.string())])
  .transform((value): RunStatus[] => [...new Set([value].flat())] as RunStatus[])
  .refine(values => values.every(value => RUN_STATUSES.includes(value)), ONE_STATUS)
  .optional();

export const cursor = z
  .string('give the nextCursor of the page before, once')
  .min(1, 'give the nextCursor of the page before, or leave it out')
  .max(8192, 'give the nextCursor of the page before')
  .optional();

/** A time as milliseconds. */
export const time = z
  .string(TIME)
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/, TIME)
  .transform(text => Date.parse(text))
  .refine(Number.isFinite, TIME)
  .optional();

export const words = z
  .string('give a text, once')
  .max(1024, 'give at most 1024 characters')
  // Databases take no NUL, and no name has one.
  // eslint-disable-next-line no-control-regex
  .regex(/^[^\u0000]*$/, 'leave out the character NUL')
  .optional();

/** A whole number from 1 to `most`. */
export function limit(standard: number, most: number) {
  const sentence = `give a whole number from 1 to ${most}`;
  return z
    .string(sentence)
    .regex(/^\d{1,6}$/, sentence)
    .transform(Number)
    .refine(value => value >= 1 && value <= most, sentence)
    .default(standard);
}

export const flag = z
  .enum(['true', 'false'], 'give true or false')
  .transform(value => value === 'true')
  .optional();
