import { InputError } from '@backstage/errors';

/**
 * CEL's `string.format` in so far as a pipeline's definition uses it: %s, %d, %x and %%.
 *
 * @throws InputError for other verbs and for a wrong number of arguments.
 */
export function formatText(format: string, args: unknown[]): string {
  let next = 0;
  const text = format.replace(/%(.?)/g, (_, verb: string) => {
    if (verb === '%') return '%';
    if (next >= args.length) throw new InputError(`format "${format}" has more verbs than values`);
    return formatOne(verb, args[next++]);
  });
  if (next !== args.length) throw new InputError(`format "${format}" has fewer verbs than values`);
  return text;
}

function formatOne(verb: string, value: unknown): string {
  const isText = typeof value === 'string';
  if (verb === 's' && (isText || typeof value === 'bigint' || typeof value === 'boolean'))
    return String(value);
  if (verb === 'd' && typeof value === 'bigint') return String(value);
  if (verb === 'x') {
    if (typeof value === 'bigint') return value.toString(16);
    if (isText) return Buffer.from(value).toString('hex');
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  }
  throw new InputError(`format knows %s, %d and %x, and not %${verb} of a ${typeof value}`);
}
