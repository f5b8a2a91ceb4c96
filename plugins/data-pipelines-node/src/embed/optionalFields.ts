import type { ASTNode } from '@marcbachmann/cel-js';
import { parseCel } from '../expand/cel/expression';
import { soleExpression } from '../expand/cel/text';
import { jsonToCel } from './celJson';

/** A field that is there only under a condition, both as CEL. */
interface OptionalField {
  key: string;
  condition: string;
  value: string;
}

/**
 * The skeleton leaves a field out by `${CONDITION ? VALUE : dyn(null)}`. The API server refuses a null where it expects a
 * text, and kro's `omit()` is an alpha feature and off by default; so an object with such fields becomes one expression,
 * `${{…}.merge(CONDITION ? {"key": VALUE} : {})}`. Any other object stays as it is.
 *
 * @param object with every expression written out
 */
export function withOptionalFields(object: Record<string, unknown>): unknown {
  const optional: OptionalField[] = [];
  const always: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    const field = typeof value === 'string' ? optionalField(key, value) : undefined;
    if (field) optional.push(field);
    else always[key] = value;
  }
  if (optional.length === 0) return object;
  const merges = optional.map(
    ({ key, condition, value }) => `.merge(${condition} ? {${JSON.stringify(key)}: ${value}} : {})`,
  );
  return `\${${jsonToCel(always, expression => expression)}${merges.join('')}}`;
}

function optionalField(key: string, text: string): OptionalField | undefined {
  const expression = soleExpression(text);
  if (expression === undefined) return undefined;
  const node = parseCel(expression, key);
  if (node.op !== '?:') return undefined;
  const [condition, value, otherwise] = node.args;
  if (isNull(otherwise)) return { key, condition: grouped(condition), value: source(value) };
  if (isNull(value)) return { key, condition: `!(${source(condition)})`, value: source(otherwise) };
  return undefined;
}

/** `dyn(null)`: plain `null` would not pass kro's type check beside another value. */
function isNull(node: ASTNode): boolean {
  if (node.op !== 'call' || node.args[0] !== 'dyn') return false;
  const [argument] = node.args[1];
  return argument?.op === 'value' && argument.args === null;
}

function grouped(node: ASTNode): string {
  return node.op === '?:' ? `(${source(node)})` : source(node);
}

/** A text in quotes, or one character: what parentheses are counted over. */
const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^]/g;

/** The node as it is written. A node ends where its outermost operands do, which leaves out parentheses around these. */
function source(node: ASTNode): string {
  let { start, end } = node;
  let depth = 0;
  let missing = 0;
  for (const [token] of node.input.slice(start, end).matchAll(TOKEN)) {
    depth += Number(token === '(') - Number(token === ')');
    missing = Math.max(missing, -depth);
  }
  for (let open = missing; open > 0; open--) start = node.input.lastIndexOf('(', start - 1);
  for (let close = depth + missing; close > 0; close--) end = node.input.indexOf(')', end) + 1;
  return node.input.slice(start, end);
}
