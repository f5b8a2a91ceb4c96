/** A part of an OpenAPI or JSON schema, in so far as kinds and forms use it. */
export interface OpenApi {
  type?: string;
  properties?: Record<string, OpenApi>;
  required?: string[];
  items?: OpenApi;
  additionalProperties?: OpenApi | boolean;
  propertyNames?: OpenApi;
  enum?: unknown[];
  default?: unknown;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-validations'?: { rule: string; message?: string }[];
}

/** A field, or what stands for each item of a list or each value of a map. */
export interface Field {
  /** Keys from the top; an item is 0, a value of a map is `any`. */
  path: (string | number)[];
  schema: OpenApi;
}

/** Key of the example value of a map. */
export const ANY = 'any.key';

/** Every field of a schema, parents first. */
export function fields(schema: OpenApi, path: (string | number)[] = []): Field[] {
  const { properties = {}, items, additionalProperties: values } = schema;
  return [
    { path, schema },
    ...Object.entries(properties).flatMap(([name, field]) => fields(field, [...path, name])),
    ...(items ? fields(items, [...path, 0]) : []),
    ...(values && typeof values === 'object' ? fields(values, [...path, ANY]) : []),
  ];
}

/** `spec.notifications.emails[0]`, as the API server writes it. */
export function pathText(path: (string | number)[]): string {
  return path
    .map(key => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .slice(1);
}

/** A copy of a value with another one at a path; what is missing on the way is made. undefined takes the field away. */
export function withAt(value: any, [key, ...rest]: (string | number)[], by: unknown): any {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : typeof key === 'number' ? [] : { ...value };
  const inner = withAt(value?.[key], rest, by);
  if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  return copy;
}

/** The value at a path. */
export function valueAt(value: any, path: (string | number)[]): any {
  return path.reduce((at, key) => at?.[key], value);
}
