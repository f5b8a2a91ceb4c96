import { InputError } from '@backstage/errors';
import { Condition } from '../cel/environment';
import { compileExpression, Expression, NotThereYet } from '../cel/expression';
import { hasExpression, soleExpression, splitText } from '../cel/text';
import { fromCel, toCel } from '../cel/values';
import { INSTANCE } from './node';
import { Resolution } from './resolution';

/** The status that a definition writes, compiled. */
export interface StatusTemplate {
  render(resolution: Resolution, ready: boolean): Record<string, unknown>;
}

type Variables = Record<string, unknown>;
type Field = (variables: Variables) => unknown;

/**
 * Compiles `spec.schema.status`.
 *
 * @throws InputError with the path of what is wrong.
 */
export function compileStatus(status: Record<string, unknown>, ids: string[]): StatusTemplate {
  const { conditions = [], ...fields } = status;
  const compile = (source: string, where: string) => {
    const expression = compileExpression(source, where);
    const unknown = expression.references.find(name => name !== INSTANCE && !ids.includes(name));
    if (unknown)
      throw new InputError(`${where}: there is no "${unknown}" for the expression ${source}`);
    return expression;
  };
  const root = compileField(fields, 'status', compile);
  const custom = (conditions as string[]).map((text, index) => {
    const source = soleExpression(text);
    if (source === undefined)
      throw new InputError(`status.conditions[${index}] must be one \${…} and nothing else`);
    return compile(source, `status.conditions[${index}]`);
  });
  return {
    render(resolution, ready) {
      const variables: Variables = { [INSTANCE]: resolution.schemaVariable };
      for (const id of ids) {
        const seen = resolution.resolved(id).skipped ? undefined : resolution.observed(id);
        if (seen !== undefined) variables[id] = toCel(seen);
      }
      const own = builtin(ready);
      return {
        ...(root(variables) as object | undefined),
        state: ready ? 'ACTIVE' : 'IN_PROGRESS',
        conditions: custom.length === 0 ? own : customConditions(custom, variables, own),
      };
    },
  };
}

function compileField(
  value: unknown,
  where: string,
  compile: (source: string, where: string) => Expression,
): Field {
  if (typeof value === 'string') {
    if (!hasExpression(value))
      throw new InputError(`${where}: a status field must hold an expression`);
    const parts = splitText(value).map(part =>
      'expr' in part ? compile(part.expr, where) : part.text,
    );
    if (parts.length === 1) return variables => settled(parts[0] as Expression, variables);
    return variables => {
      const texts = parts.map(part => (typeof part === 'string' ? part : settled(part, variables)));
      return texts.includes(undefined) ? undefined : texts.join('');
    };
  }
  const fields = Object.entries(value as object).map(
    ([key, field]) => [key, compileField(field, `${where}.${key}`, compile)] as const,
  );
  return variables => {
    const known = fields
      .map(([key, field]) => [key, field(variables)])
      .filter(([, field]) => field !== undefined);
    return known.length > 0 ? Object.fromEntries(known) : undefined;
  };
}

/** The value, or undefined while something that it needs is not there. */
function settled(expression: Expression, variables: Variables): unknown {
  if (expression.references.some(name => !(name in variables))) return undefined;
  try {
    return fromCel(expression.evaluate(variables));
  } catch (error) {
    if (error instanceof NotThereYet) return undefined;
    throw error;
  }
}

/** kro's own conditions, in so far as a definition may build on them. */
function builtin(ready: boolean): Condition[] {
  const of = (type: string, is: boolean) => ({
    type,
    status: is ? 'True' : 'False',
    reason: is ? type : 'NotReady',
    message: '',
  });
  return [
    of('InstanceManaged', true),
    of('GraphResolved', true),
    of('ResourcesReady', ready),
    of('Ready', ready),
  ];
}

function customConditions(
  expressions: Expression[],
  variables: Variables,
  own: Condition[],
): Condition[] {
  const schema = { ...(variables[INSTANCE] as object), status: { conditions: own } };
  return expressions.flatMap(expression => {
    const condition = settled(expression, { ...variables, [INSTANCE]: schema });
    return condition === undefined ? [] : ([condition].flat() as Condition[]);
  });
}
