import { compileExpression } from '../cel/expression';
import { toCel } from '../cel/values';
import { FieldSchema } from './simpleSchema';

/**
 * What is wrong with a value, as the API server would find it; one sentence each, that begins with the field's path.
 * Unlike the API server, which drops them without a word, unknown fields are named.
 */
export function validate(schema: FieldSchema, value: unknown, path: string): string[] {
  const shape = checkShape(schema, value, path);
  if (shape.length > 0) return shape;
  const problems = [...checkValue(schema, value, path), ...checkRules(schema, value, path)];
  if (schema.type === 'array') {
    (value as unknown[]).forEach((item, index) =>
      problems.push(...validate(schema.items!, item, `${path}[${index}]`)),
    );
  } else if (schema.type === 'object') {
    problems.push(...checkFields(schema, value as Record<string, unknown>, path));
  }
  return problems;
}

function checkShape({ type }: FieldSchema, value: unknown, path: string): string[] {
  const isMap = value !== null && typeof value === 'object' && !Array.isArray(value);
  const fits = {
    string: typeof value === 'string',
    boolean: typeof value === 'boolean',
    integer: Number.isInteger(value),
    number: typeof value === 'number',
    array: Array.isArray(value),
    object: isMap,
  }[type];
  return fits ? [] : [`${path} must be of type ${type} and is ${show(value)}`];
}

function checkFields(schema: FieldSchema, value: Record<string, unknown>, path: string): string[] {
  const { properties, required = [], values } = schema;
  if (values)
    return Object.entries(value).flatMap(([key, item]) =>
      validate(values, item, `${path}[${show(key)}]`),
    );
  if (!properties) return [];
  return [
    ...required.filter(name => value[name] === undefined).map(name => `${path}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, item]) => {
      if (!Object.hasOwn(properties, name))
        return [`${path}.${name} is not a field of this kind; remove it`];
      return item === undefined ? [] : validate(properties[name], item, `${path}.${name}`);
    }),
  ];
}

function checkValue(schema: FieldSchema, value: unknown, path: string): string[] {
  const problems: string[] = [];
  const say = (problem: string) => problems.push(`${path} ${problem}, and is ${show(value)}`);
  if (schema.enum && !schema.enum.includes(value as string))
    say(`must be one of ${schema.enum.join(', ')}`);
  if (typeof value === 'string') {
    if (schema.pattern && !new RegExp(schema.pattern, 'u').test(value))
      say(`must look like ${schema.pattern}`);
    const length = [...value].length;
    if (schema.minLength !== undefined && length < schema.minLength)
      say(`must have at least ${schema.minLength} characters`);
    if (schema.maxLength !== undefined && length > schema.maxLength)
      say(`may have at most ${schema.maxLength} characters`);
  }
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum)
      say(`must be at least ${schema.minimum}`);
    if (schema.maximum !== undefined && value > schema.maximum)
      say(`may be at most ${schema.maximum}`);
  }
  if (Array.isArray(value)) {
    if (schema.minItems !== undefined && value.length < schema.minItems)
      say(`must have at least ${schema.minItems} items`);
    if (schema.maxItems !== undefined && value.length > schema.maxItems)
      say(`may have at most ${schema.maxItems} items`);
    if (
      schema.uniqueItems &&
      new Set(value.map(item => JSON.stringify(item))).size < value.length
    ) {
      say('may not hold an item twice');
    }
  }
  return problems;
}

function checkRules(schema: FieldSchema, value: unknown, path: string): string[] {
  return (schema.validations ?? [])
    .filter(rule => compileExpression(rule, path).evaluate({ self: toCel(value) }) !== true)
    .map(rule => `${path} must keep the rule ${rule}, and is ${show(value)}`);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
