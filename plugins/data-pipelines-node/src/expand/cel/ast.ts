import type { ASTNode } from '@marcbachmann/cel-js';

/** Macros that bind a variable of their own: `list.exists(x, …)`. */
const BINDING_MACROS = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);

/** What a walk tells of a node: the node, what it is a direct part of, and the variables bound by macros around it. */
export interface Visit {
  node: ASTNode;
  parent?: ASTNode;
  bound: ReadonlySet<string>;
}

/** Visits a node and all below it, parents first. A visitor that returns false keeps the walk out of the node. */
export function walk(node: ASTNode, visit: (visit: Visit) => boolean | void): void {
  step({ node, bound: new Set() }, visit);
}

function step(here: Visit, visit: (visit: Visit) => boolean | void): void {
  if (visit(here) === false) return;
  const { node } = here;
  let { bound } = here;
  let children = childrenOf(node);
  if (node.op === 'rcall') {
    const [method, receiver, args] = node.args;
    if (BINDING_MACROS.has(method) && args.length > 1 && args[0].op === 'id') {
      step({ node: receiver, parent: node, bound }, visit);
      bound = new Set([...bound, args[0].args]);
      children = args.slice(1);
    }
  }
  for (const child of children) step({ node: child, parent: node, bound }, visit);
}

/** The nodes directly below a node, in the order in which they stand. */
export function childrenOf(node: ASTNode): ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args as ASTNode[];
  }
}

/** `['table', 'status', 'id']` for `table.status.id`; undefined for anything but plain fields of a variable. */
export function fieldPath(node: ASTNode): string[] | undefined {
  if (node.op === 'id') return [node.args];
  if (node.op !== '.') return undefined;
  const of = fieldPath(node.args[0]);
  return of && [...of, node.args[1]];
}

/** A replacement of a node's text. */
export interface Replacement {
  node: ASTNode;
  text: string;
}

/** The source with the nodes' texts replaced. The nodes must not overlap. */
export function replaceNodes(source: string, replacements: Replacement[]): string {
  return [...replacements]
    .sort((a, b) => b.node.start - a.node.start)
    .reduce(
      (text, { node, text: by }) => text.slice(0, node.start) + by + text.slice(node.end),
      source,
    );
}
