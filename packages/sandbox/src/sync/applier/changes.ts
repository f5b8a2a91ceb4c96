import { isDeepStrictEqual } from 'node:util';

/** What applying one object did. */
export interface Applied {
  change: 'created' | 'updated' | 'unchanged';
  /** The fields that were brought in line, for the log. */
  fields: string[];
  /** False while AWS still works on it: observe again later. */
  synced: boolean;
  /** Set where the local AWS has no such thing and the object is only kept: why that is. */
  recordedOnly?: string;
  /** The kind's own status; `arn` becomes `ackResourceMetadata.arn`. */
  status: { arn: string } & Record<string, unknown>;
}

/** Collects what is done to one resource, so that what is alike is left alone. */
export class Changes {
  #created = false;
  readonly #fields: string[] = [];

  /** To be called after the resource was made. */
  created() {
    this.#created = true;
  }

  /** Calls `put` when what is wanted differs from what is there. */
  async part(
    field: string,
    want: unknown,
    have: unknown,
    put: () => Promise<unknown>,
  ): Promise<void> {
    if (!same(want, have)) {
      await put();
      this.#fields.push(field);
    }
  }

  /** The outcome. */
  result(status: Applied['status'], options: { synced?: boolean } = {}): Applied {
    const changed = this.#fields.length > 0 ? 'updated' : 'unchanged';
    return {
      change: this.#created ? 'created' : changed,
      fields: [...this.#fields],
      synced: options.synced ?? true,
      status: Object.fromEntries(
        Object.entries(status).filter(([, value]) => value !== undefined),
      ) as Applied['status'],
    };
  }
}

/** Whether two settings mean the same to AWS, where unset, false and empty are one. */
export function same(want: unknown, have: unknown): boolean {
  return isDeepStrictEqual(withoutDefaults(want), withoutDefaults(have));
}

/** A JSON document in one spelling, so that two of them can be compared as text. */
export function canonicalJson(text: string | undefined): string | undefined {
  if (text === undefined || text === '') {
    return undefined;
  }
  try {
    return JSON.stringify(sorted(JSON.parse(text)));
  } catch {
    return text;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
  }
  return value;
}

function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.length > 0 ? value.map(withoutDefaults) : undefined;
  }
  if (value instanceof Date) {
    return value.getTime();
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .map(([key, entry]) => [key, withoutDefaults(entry)] as const)
      .filter(([, entry]) => entry !== undefined);
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  }
  return value === null || value === false || value === '' ? undefined : value;
}
