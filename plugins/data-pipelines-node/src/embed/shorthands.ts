import type { ASTNode } from '@marcbachmann/cel-js';
import { InputError } from '@backstage/errors';
import { replaceNodes, Replacement, walk } from '../expand/cel/ast';
import { parseCel } from '../expand/cel/expression';
import { jsonToCel } from './celJson';

type CallNode = Extract<ASTNode, { op: 'call' }>;

/** Expressions by the name that stands for them. */
export type Shorthands = Record<string, string>;

/** Gives the content of a JSON file that an `embed("…")` names. */
export type ReadJson = (path: string) => unknown;

/** Nodes that may stand anywhere without parentheses around them. */
const CLOSED = new Set(['id', 'value', '.', '[]', 'call', 'rcall', 'list', 'map']);

/** What a node may be part of without needing parentheses: it stands there on its own. */
const OPEN = new Set([undefined, 'call', 'list', 'map']);

/**
 * Writes an expression out in full: each shorthand becomes what it stands for, and each `embed("FILE")` becomes
 * `json.marshal({…})` with the file's content, in which the same holds.
 *
 * @throws InputError when an `embed` is not of the form that docs describe.
 */
export function writeOut(expression: string, shorthands: Shorthands, read: ReadJson): string {
  const replacements: Replacement[] = [];
  walk(parseCel(expression, 'expression'), ({ node, parent, bound }) => {
    if (node.op === 'call' && node.args[0] === 'embed') {
      const content = embedded(node, shorthands, read);
      const text = jsonToCel(content.json, inner =>
        writeOut(inner, { ...shorthands, ...content.names }, read),
      );
      replacements.push({ node, text: `json.marshal(${text})` });
      return false;
    }
    if (node.op === 'id' && !bound.has(node.args) && Object.hasOwn(shorthands, node.args)) {
      replacements.push({ node, text: inPlace(shorthands[node.args], parent) });
    }
    return true;
  });
  return replaceNodes(expression, replacements);
}

function inPlace(text: string, parent: ASTNode | undefined): string {
  const { op } = parseCel(text, 'shorthand');
  const fits = CLOSED.has(op) || OPEN.has(parent?.op) || (op === '+' && parent?.op === '+');
  return fits ? text : `(${text})`;
}

/** The content of an `embed("FILE", {"name": value, "/json/pointer": embed("PART")})`: the JSON, and the names given. */
function embedded(
  call: CallNode,
  shorthands: Shorthands,
  read: ReadJson,
): { json: unknown; names: Shorthands } {
  const [file, more, ...rest] = call.args[1];
  if (
    file?.op !== 'value' ||
    typeof file.args !== 'string' ||
    rest.length > 0 ||
    (more && more.op !== 'map')
  ) {
    throw new InputError(`write embed("FILE") or embed("FILE", {…}), not ${source(call)}`);
  }
  let json = read(file.args);
  const names: Shorthands = {};
  for (const [key, value] of more?.args ?? []) {
    if (key.op !== 'value' || typeof key.args !== 'string')
      throw new InputError(`${source(key)} is not a name`);
    if (key.args.startsWith('/')) {
      if (value.op !== 'call' || value.args[0] !== 'embed')
        throw new InputError(`${source(value)} is not an embed("FILE")`);
      json = withPart(json, key.args, embedded(value, shorthands, read).json);
    } else {
      names[key.args] = writeOut(source(value), shorthands, read);
    }
  }
  return { json, names };
}

function source(node: ASTNode): string {
  return node.input.slice(node.start, node.end);
}

/** A copy of a JSON value in which the part at a JSON pointer is another one. The part must be there before. */
function withPart(json: unknown, pointer: string, part: unknown): unknown {
  const copy = structuredClone(json);
  const keys = pointer.slice(1).split('/');
  const last = keys.pop()!;
  let at: any = copy;
  for (const key of keys) at = at?.[key];
  if (at === null || typeof at !== 'object' || !(last in at))
    throw new InputError(`there is no ${pointer} to replace`);
  at[last] = part;
  return copy;
}
