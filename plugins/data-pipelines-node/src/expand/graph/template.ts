import { InputError } from '@backstage/errors';
import { compileExpression, Expression, NotThereYet } from '../cel/expression';
import { soleExpression, splitText } from '../cel/text';
import { fromCel, OMITTED } from '../cel/values';
import { marker } from '../marker';

type Variables = Record<string, unknown>;

/** A part of a template, compiled: gives its value, or OMITTED. */
type Render = (variables: Variables) => unknown;

/** A template of an object, compiled. */
export interface Template {
  expressions: Expression[];
  /** The value with every expression replaced; a marker stands for each that cannot be known yet. */
  render: Render;
}

/**
 * Compiles a template: any JSON value whose texts may hold `${…}`. A text that is one expression takes on its type.
 *
 * @throws InputError with the path of an expression that is wrong.
 */
export function compileTemplate(value: unknown, where: string): Template {
  const expressions: Expression[] = [];
  const compile = (source: string, path: string) => {
    const expression = compileExpression(source, path);
    expressions.push(expression);
    return expression;
  };

  function part(item: unknown, path: string): Render {
    if (typeof item === 'string') return text(item, path);
    if (Array.isArray(item)) {
      const renders = item.map((element, index) => part(element, `${path}[${index}]`));
      return variables =>
        renders.map(render => render(variables)).filter(element => element !== OMITTED);
    }
    if (item === null || typeof item !== 'object') return () => item;
    const fields = Object.entries(item).map(
      ([key, field]) => [key, part(field, `${path}.${key}`)] as const,
    );
    return variables =>
      Object.fromEntries(
        fields
          .map(([key, render]) => [key, render(variables)])
          .filter(([, field]) => field !== OMITTED),
      );
  }

  function text(item: string, path: string): Render {
    const sole = soleExpression(item);
    if (sole !== undefined) {
      const expression = compile(sole, path);
      return variables => known(expression, variables);
    }
    const parts = splitText(item).map(piece =>
      'expr' in piece ? compile(piece.expr, path) : piece.text,
    );
    if (parts.every(piece => typeof piece === 'string')) return () => item;
    return variables =>
      parts
        .map(piece => (typeof piece === 'string' ? piece : asText(piece, variables, path)))
        .join('');
  }

  return { render: part(value, where), expressions };
}

function known(expression: Expression, variables: Variables): unknown {
  try {
    const value = expression.evaluate(variables);
    return value === OMITTED ? OMITTED : fromCel(value);
  } catch (error) {
    if (error instanceof NotThereYet) return marker(expression.source);
    throw error;
  }
}

function asText(expression: Expression, variables: Variables, path: string): string {
  const value = known(expression, variables);
  if (typeof value === 'string') return value;
  throw new InputError(
    `${path}: within a text, ${expression.source} must be a text; use string(…)`,
  );
}
