/**
 * How the fields of a manifest are called in the AWS SDK: `{ roleARN: 'RoleArn', tags: ['Tags', { key: 'Key' }] }`.
 * A pair is a nested object, or a list of such objects. A field that is not named here is not sent to AWS.
 */
export interface Shape {
  readonly [field: string]: string | readonly [sdkName: string, nested: Shape];
}

/** Renames the fields of a manifest's value (or of each item of a list) to the SDK's; leaves out what is not set. */
export function toSdk<T>(shape: Shape, value: unknown): T {
  if (Array.isArray(value)) {
    return value.map(item => toSdk(shape, item)) as T;
  }
  const result: Record<string, unknown> = {};
  for (const [field, entry] of Object.entries((value ?? {}) as object)) {
    const target = Object.hasOwn(shape, field) ? shape[field] : undefined;
    if (target === undefined || entry === undefined || entry === null) {
      continue;
    }
    if (typeof target === 'string') {
      result[target] = entry;
    } else {
      result[target[0]] = toSdk(target[1], entry);
    }
  }
  return result as T;
}

/** Paths of the fields that are set and that the shape leaves out. */
export function leftOut(shape: Shape, value: unknown, path: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => leftOut(shape, item, `${path}[${index}]`));
  }
  return Object.entries((value ?? {}) as object).flatMap(([field, entry]) => {
    if (entry === undefined || entry === null) {
      return [];
    }
    const target = Object.hasOwn(shape, field) ? shape[field] : undefined;
    if (target === undefined) {
      return [`${path}.${field}`];
    }
    return typeof target === 'string' ? [] : leftOut(target[1], entry, `${path}.${field}`);
  });
}
