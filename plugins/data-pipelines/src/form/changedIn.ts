import type { JsonObject, JsonValue } from '@backstage/types';

/** What of a parameter's JSON Schema tells whether a value is the one that stands there at first. */
interface Schema {
  properties?: Record<string, Schema | boolean>;
  default?: unknown;
}

/** How many settings differ from what stands there at first; nothing typed is no difference. */
export function changedIn(schema: Schema, value: JsonValue | undefined): number {
  if (schema.properties) {
    const values = (value ?? {}) as JsonObject;
    return Object.entries(schema.properties).reduce(
      (sum, [key, one]) => sum + (typeof one === 'boolean' ? 0 : changedIn(one, values[key])),
      0,
    );
  }
  return isEmpty(value) || JSON.stringify(value) === JSON.stringify(schema.default) ? 0 : 1;
}

function isEmpty(value: JsonValue | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}
