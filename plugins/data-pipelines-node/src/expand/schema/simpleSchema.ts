import { InputError } from '@backstage/errors';
import { Marker, parseField } from './markers';

/** A field of an instance, in the terms of a CRD's schema. */
export interface FieldSchema {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';
  description?: string;
  default?: unknown;
  enum?: (string | number)[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  immutable?: boolean;
  /** CEL rules over `self`. */
  validations?: string[];
  /** Fields of an object; absent for maps and for objects of any shape. */
  properties?: Record<string, FieldSchema>;
  required?: string[];
  /** Values of a map. */
  values?: FieldSchema;
  items?: FieldSchema;
}

/** Custom types of a definition by name, as they are written. */
export type Types = Record<string, unknown>;

/**
 * kro's SimpleSchema as a schema: a map of fields, each a text such as `string | default="a"` or a map of its own.
 *
 * @throws InputError with the path of what is wrong.
 */
export function parseSchema(fields: unknown, types: Types, where: string): FieldSchema {
  if (fields === null || typeof fields !== 'object' || Array.isArray(fields)) {
    throw new InputError(`${where} must be a map of fields`);
  }
  const properties: Record<string, FieldSchema> = {};
  const required: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    const path = `${where}.${name}`;
    if (typeof field !== 'string') {
      properties[name] = parseSchema(field, types, path);
      continue;
    }
    const { type, markers } = parseField(field, path);
    properties[name] = typeSchema(type, types, path);
    for (const marker of markers) applyMarker(properties[name], marker, path);
    if (markers.some(marker => marker.name === 'required' && marker.value === 'true'))
      required.push(name);
  }
  const schema: FieldSchema = { type: 'object', properties, required: required.sort() };
  // As in kro: an object that may be left out altogether is there all the same when it holds a default.
  const holdsDefault = Object.values(properties).some(property => property.default !== undefined);
  if (required.length === 0 && holdsDefault) schema.default = {};
  return schema;
}

function typeSchema(type: string, types: Types, where: string): FieldSchema {
  if (type === 'string' || type === 'integer' || type === 'boolean') return { type };
  if (type === 'float') return { type: 'number' };
  if (type === 'object') return { type: 'object' };
  if (type.startsWith('[]'))
    return { type: 'array', items: typeSchema(type.slice(2).trim(), types, where) };
  if (type.startsWith('map[string]'))
    return { type: 'object', values: typeSchema(type.slice(11).trim(), types, where) };
  const custom = types[type];
  if (custom === undefined) throw new InputError(`${where}: there is no type "${type}"`);
  if (typeof custom !== 'string') return parseSchema(custom, types, `types.${type}`);
  const field = parseField(custom, `types.${type}`);
  const schema = typeSchema(field.type, types, `types.${type}`);
  for (const marker of field.markers) applyMarker(schema, marker, `types.${type}`);
  return schema;
}

function applyMarker(schema: FieldSchema, { name, value }: Marker, where: string): void {
  switch (name) {
    case 'required':
      break;
    case 'default':
      schema.default = defaultValue(schema, value, where);
      break;
    case 'enum':
      schema.enum = value
        .split(',')
        .map(item => (schema.type === 'integer' ? Number(item) : item.trim()));
      break;
    case 'validation':
      schema.validations = [...(schema.validations ?? []), value];
      break;
    case 'immutable':
    case 'uniqueItems':
      schema[name] = value === 'true';
      break;
    case 'description':
    case 'pattern':
      schema[name] = value;
      break;
    default:
      schema[name as 'minimum'] = Number(value);
      if (Number.isNaN(Number(value)))
        throw new InputError(`${where}: ${name}=${value} is not a number`);
  }
}

function defaultValue(schema: FieldSchema, text: string, where: string): unknown {
  if (schema.type === 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${where}: the default ${text} is not a ${schema.type}`);
  }
}
