import { EvaluationError, type ASTNode, type ParseResult } from '@marcbachmann/cel-js';
import { InputError } from '@backstage/errors';
import { fieldPath, replaceNodes, walk } from './ast';
import { celEnvironment, LIBRARIES } from './environment';

/** A compiled CEL expression. */
export interface Expression {
  /** As it was written. */
  source: string;
  /** Variables that it refers to: ids of resources, `schema`, or what forEach and readyWhen bind. Sorted. */
  references: string[];
  /** Plain fields of variables that it reads, such as `table.status.tableID`, in the order in which they stand. */
  fields: string[][];
  /**
   * The value, in CEL's types: whole numbers are bigint.
   *
   * @throws NotThereYet when it reads a field that does not exist (yet).
   * @throws InputError for any other fault.
   */
  evaluate(variables: Record<string, unknown>): unknown;
}

/** A field that an expression reads does not exist (yet). */
export class NotThereYet extends Error {
  override readonly name = 'NotThereYet';
}

/**
 * Compiles a CEL expression.
 *
 * @param where path of the text in the definition, for errors.
 * @throws InputError when it is not CEL.
 */
export function compileExpression(source: string, where: string): Expression {
  const parsed = parse(quoteConditionKeys(source, where), where);
  const references = new Set<string>();
  const fields = new Map<string, string[]>();
  walk(parsed.ast, ({ node, bound, parent }) => {
    const isFree = (name: string) => !bound.has(name) && !LIBRARIES.has(name);
    const path = fieldPath(node);
    if (!path || !isFree(path[0])) return;
    references.add(path[0]);
    const isWhole = parent?.op !== '.' && !(parent?.op === 'rcall' && parent.args[1] === node);
    if (isWhole && path.length > 1) fields.set(path.join('.'), path);
  });
  return {
    source,
    references: [...references].sort(),
    fields: [...fields.values()],
    evaluate: variables => evaluate(parsed, variables, source, where),
  };
}

/** The expression's tree, for those who rewrite it. */
export function parseCel(source: string, where: string): ASTNode {
  return parse(source, where).ast;
}

function parse(source: string, where: string): ParseResult {
  try {
    return celEnvironment.parse(source);
  } catch (error) {
    throw new InputError(`${where}: ${summary(error)} in the expression ${source}`);
  }
}

function evaluate(
  parsed: ParseResult,
  variables: Record<string, unknown>,
  source: string,
  where: string,
): unknown {
  try {
    return parsed(variables);
  } catch (error) {
    if (
      error instanceof EvaluationError &&
      ['no_such_key', 'index_out_of_bounds'].includes(error.code)
    ) {
      throw new NotThereYet(`${where}: ${error.summary}`);
    }
    throw new InputError(`${where}: ${summary(error)} in the expression ${source}`);
  }
}

function summary(error: unknown): string {
  return (error as { summary?: string }).summary ?? (error as Error).message;
}

/** kro lets `runtime.newCondition({type: …})` be written with bare keys, which CEL itself takes for variables. */
function quoteConditionKeys(source: string, where: string): string {
  if (!source.includes('newCondition')) return source;
  const keys: ASTNode[] = [];
  walk(parse(source, where).ast, ({ node }) => {
    if (node.op !== 'rcall' || node.args[0] !== 'newCondition') return;
    const [fields] = node.args[2];
    if (fields?.op === 'map')
      keys.push(...fields.args.map(([key]) => key).filter(key => key.op === 'id'));
  });
  return replaceNodes(
    source,
    keys.map(node => ({ node, text: JSON.stringify(node.args) })),
  );
}
