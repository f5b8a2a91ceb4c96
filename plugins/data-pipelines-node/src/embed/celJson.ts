import { splitText } from '../expand/cel/text';
import { parseCel } from '../expand/cel/expression';

/** Writes an expression out in full: shorthands replaced, and what else the caller stands for. */
export type WriteOut = (expression: string) => string;

/** Longest line on which a map or a list still stands in one line, without its indentation. */
const LINE = 100;

/** Operators that bind at least as tightly as the `+` between the parts of a text. */
const TIGHT = new Set(['id', 'value', '.', '[]', 'call', 'rcall', 'list', 'map', '+']);

/**
 * A JSON value as a CEL literal. A text that is nothing but `${expression}` becomes the expression, with the
 * expression's type; a text that holds expressions becomes their concatenation; all else becomes a literal, so that no
 * value can end up as code. Keys may hold expressions as texts may.
 */
export function jsonToCel(value: unknown, writeOut: WriteOut, indent = ''): string {
  if (typeof value === 'string') return textToCel(value, writeOut);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const deeper = `${indent}  `;
  const [open, close, items] = Array.isArray(value)
    ? ['[', ']', value.map(item => jsonToCel(item, writeOut, deeper))]
    : ['{', '}', Object.entries(value).map(([key, item]) => entry(key, item, writeOut, deeper))];
  const line = `${open}${items.join(', ')}${close}`;
  if (line.length <= LINE && !line.includes('\n')) return line;
  return `${open}\n${items.map(item => deeper + item).join(',\n')}\n${indent}${close}`;
}

function entry(key: string, value: unknown, writeOut: WriteOut, indent: string): string {
  return `${textToCel(key, writeOut)}: ${jsonToCel(value, writeOut, indent)}`;
}

function textToCel(text: string, writeOut: WriteOut): string {
  const parts = splitText(text);
  if (parts.length === 0) return '""';
  if (parts.length === 1)
    return 'expr' in parts[0] ? writeOut(parts[0].expr) : quote(parts[0].text);
  return parts
    .map(part => ('expr' in part ? tightly(writeOut(part.expr)) : quote(part.text)))
    .join(' + ');
}

function tightly(expression: string): string {
  return TIGHT.has(parseCel(expression, 'expression').op) ? expression : `(${expression})`;
}

/** A text as a CEL literal in double quotes, the only ones within which kro does not count braces. */
function quote(text: string): string {
  return JSON.stringify(text);
}
