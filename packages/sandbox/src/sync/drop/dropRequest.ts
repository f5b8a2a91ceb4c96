import { InputError } from '@backstage/errors';

/** What a person asks to be dropped into a pipeline's input bucket. */
export interface DropRequest {
  /** Trips in the file. */
  rows: number;
  /** Month of the trips, as 2024-01. */
  month: string;
  /** Whether to spoil the file, to see a run fail. */
  corrupt: boolean;
  /** Upload the pipeline's script again, which is what starts a pipeline of that trigger. */
  script: boolean;
  /** Whether rows, month or corrupt were said, and so a file is wanted in any case. */
  explicit: boolean;
}

/** The most trips that one file may have; a busy month of the real data. */
export const MAX_ROWS = 3_000_000;
const DEFAULT_ROWS = 20_000;
const DEFAULT_MONTH = '2024-01';
const FIELDS = ['rows', 'month', 'corrupt', 'script'];

/**
 * Reads the body of the request.
 *
 * @throws InputError naming field, value and remedy.
 */
export function parseDropRequest(body: unknown): DropRequest {
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) {
    throw new InputError('body: must be a JSON object, such as {"rows": 20000}');
  }
  const fields = (body ?? {}) as Record<string, unknown>;
  const unknown = Object.keys(fields).find(field => !FIELDS.includes(field));
  if (unknown !== undefined) {
    throw new InputError(`${unknown}: there is no such field; use ${FIELDS.join(', ')}`);
  }
  const { rows = DEFAULT_ROWS, month = DEFAULT_MONTH, corrupt = false, script = false } = fields;
  if (typeof rows !== 'number' || !Number.isInteger(rows) || rows < 1 || rows > MAX_ROWS) {
    throw new InputError(
      `rows: is ${JSON.stringify(rows)}; give a whole number from 1 to ${MAX_ROWS}`,
    );
  }
  if (typeof month !== 'string' || !/^(19|20|21)\d\d-(0[1-9]|1[0-2])$/.test(month)) {
    throw new InputError(`month: is ${JSON.stringify(month)}; give a month such as 2024-01`);
  }
  for (const [field, value] of Object.entries({ corrupt, script })) {
    if (typeof value !== 'boolean') {
      throw new InputError(`${field}: is ${JSON.stringify(value)}; give true or false`);
    }
  }
  return {
    rows,
    month,
    corrupt: corrupt === true,
    script: script === true,
    explicit: ['rows', 'month', 'corrupt'].some(field => Object.hasOwn(fields, field)),
  };
}
