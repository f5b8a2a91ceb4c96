import { InputError } from '@backstage/errors';

/** What `omit()` gives: the field that would hold it is left out. */
export class Omitted {}
export const OMITTED = new Omitted();

/**
 * A value of JSON as CEL sees it: whole numbers become CEL's integers (JavaScript's bigint). Kubernetes has no other
 * numbers but for a few `number` fields, none of which a pipeline has. Maps and lists are made anew, since the library
 * knows only those of its own realm.
 */
export function toCel(value: unknown): unknown {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return Array.from(value, toCel);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toCel(item)]));
  }
  return value;
}

/**
 * A CEL value as JSON. Fields and items that hold `omit()` are left out.
 *
 * @throws InputError for what JSON cannot hold, such as bytes.
 */
export function fromCel(value: unknown): unknown {
  if (typeof value === 'bigint') {
    if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER)) {
      throw new InputError(`the number ${value} is too large; write it as a string`);
    }
    return Number(value);
  }
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.filter(item => item !== OMITTED).map(fromCel);
  if (value instanceof Map) return fromCel(Object.fromEntries(value));
  if (value instanceof Uint8Array)
    throw new InputError('bytes cannot stand in a template; write them as text');
  if (typeof value === 'object') {
    const kept = Object.entries(value).filter(([, item]) => item !== OMITTED);
    return Object.fromEntries(kept.map(([key, item]) => [key, fromCel(item)]));
  }
  return value;
}
