import { InputError } from '@backstage/errors';

/** Markers of kro's SimpleSchema that say something about a field, as they are written after the `|`. */
const MARKERS = new Set([
  'required',
  'default',
  'description',
  'minimum',
  'maximum',
  'validation',
  'enum',
  'immutable',
  'pattern',
  'uniqueItems',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
]);

/** One `name=value`. */
export interface Marker {
  name: string;
  value: string;
}

/** A field's type and markers: `string | required=true pattern="^a$"`. */
export interface FieldText {
  type: string;
  markers: Marker[];
}

/**
 * Takes the text of a SimpleSchema field apart.
 *
 * @throws InputError for a marker that kro does not know or that is not closed.
 */
export function parseField(text: string, where: string): FieldText {
  const bar = text.indexOf('|');
  if (bar < 0) return { type: text.trim(), markers: [] };
  return { type: text.slice(0, bar).trim(), markers: parseMarkers(text.slice(bar + 1), where) };
}

function parseMarkers(text: string, where: string): Marker[] {
  const markers: Marker[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const equals = rest.indexOf('=');
    const name = rest.slice(0, equals).trim();
    if (equals < 0 || !MARKERS.has(name))
      throw new InputError(`${where}: "${rest}" does not begin with a known marker`);
    const length = valueLength(rest.slice(equals + 1), where);
    markers.push({ name, value: unquote(rest.slice(equals + 1, equals + 1 + length)) });
    rest = rest.slice(equals + 1 + length).trim();
  }
  return markers;
}

/** A value ends at the first space outside of quotes and brackets. */
function valueLength(text: string, where: string): number {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted && char === '\\') at++;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && '{['.includes(char)) depth++;
    else if (!quoted && '}]'.includes(char)) depth--;
    else if (!quoted && depth === 0 && /\s/.test(char)) return at;
  }
  if (quoted || depth !== 0)
    throw new InputError(`${where}: a quote or bracket is not closed in ${text}`);
  return text.length;
}

/** Within quotes only `\"` and `\\` mean something else than they are. */
function unquote(value: string): string {
  if (!(value.length > 1 && value.startsWith('"') && value.endsWith('"'))) return value;
  return value.slice(1, -1).replace(/\\(["\\])/g, '$1');
}
