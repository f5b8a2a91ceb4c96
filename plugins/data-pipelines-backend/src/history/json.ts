import type { IsoTime } from 'backstage-plugin-data-pipelines-common';

/** A JSON object of which nothing is known yet. */
export type JsonObject = Record<string, unknown>;

/** The object that a text holds, or undefined when it holds something else. Never throws: histories hold any text. */
export function parseObject(json: string | undefined): JsonObject | undefined {
  if (!json?.trimStart().startsWith('{')) {
    return undefined;
  }
  try {
    return JSON.parse(json) as JsonObject;
  } catch {
    return undefined; // AWS cuts long causes in the middle
  }
}

/** A field by its name, first letter in either case: Step Functions writes `Id` where the service's API says `id`. */
export function field(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) {
    return undefined;
  }
  const record = object as JsonObject;
  return record[name] ?? record[name[0].toUpperCase() + name.slice(1)];
}

/** A field that is a text with something in it. */
export function text(object: unknown, name: string): string | undefined {
  const value = field(object, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A field that is a time: ISO text, or milliseconds or seconds since 1970. */
export function time(object: unknown, name: string): IsoTime | undefined {
  const value = field(object, name);
  if (typeof value !== 'string' && typeof value !== 'number') {
    return undefined;
  }
  const millis = typeof value === 'number' && value < 1e11 ? value * 1000 : value;
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
