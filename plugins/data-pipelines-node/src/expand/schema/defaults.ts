import { FieldSchema } from './simpleSchema';

/** A copy of a value in which what is left out has its default, as the API server fills it in. */
export function withDefaults(schema: FieldSchema, value: unknown): unknown {
  if (schema.type === 'array' && Array.isArray(value))
    return value.map(item => withDefaults(schema.items!, item));
  if (schema.type !== 'object' || value === null || typeof value !== 'object') return value;
  if (schema.values) {
    const { values } = schema;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, withDefaults(values, item)]),
    );
  }
  const filled: Record<string, unknown> = { ...value };
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const given = filled[name] ?? structuredClone(property.default);
    if (given === undefined) delete filled[name];
    else filled[name] = withDefaults(property, given);
  }
  return filled;
}
