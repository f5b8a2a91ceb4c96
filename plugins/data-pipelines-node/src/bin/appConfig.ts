import { readFileSync } from 'node:fs';
import { InputError } from '@backstage/errors';
import { parse } from 'yaml';
import { parseHosts, parsePlatforms } from '../form';
import type { Settings } from '../plan';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A text of app-config with its `${NAME}` and `${NAME:-default}` filled in and `$${` unescaped, as Backstage does it.
 * Undefined when a variable without a default is not set: then the whole value counts as left out.
 */
function substitute(text: string, environment: Environment): string | undefined {
  let missing = false;
  const result = text.replace(/\$\$\{|\$\{([^}]+)\}/g, (match, expression?: string) => {
    if (expression === undefined) return '${';
    const [, name, fallback] = /^\s*(.*?)\s*(?::-(.*))?$/s.exec(expression)!;
    const value = environment[name] || fallback?.trim();
    if (value === undefined) missing = true;
    return value ?? match;
  });
  return missing ? undefined : result;
}

function resolve(value: unknown, environment: Environment): unknown {
  if (typeof value === 'string') return substitute(value, environment);
  if (Array.isArray(value)) return value.map(item => resolve(item, environment));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, resolve(item, environment)]),
    );
  }
  return value;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Later files win, field by field; lists are replaced as a whole. */
function merge(base: unknown, over: unknown): unknown {
  if (!isGroup(base) || !isGroup(over)) return over ?? base;
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = merge(base[key], value);
  return merged;
}

/**
 * Platforms and Git hosts from app-config files, without Backstage. Of Backstage's notations it knows environment
 * variables; `$include` and the like stand only where secrets are, and those are not read.
 *
 * @throws InputError when a file cannot be read or its settings are wrong.
 */
export function readSettings(files: readonly string[], environment: Environment): Settings {
  const config = files
    .map(file => {
      try {
        return parse(readFileSync(file, 'utf8')) as unknown;
      } catch (error) {
        throw new InputError(
          `the settings in "${file}" cannot be read: ${(error as Error).message}`,
        );
      }
    })
    .reduce(merge, {}) as Record<string, any>;
  return {
    platforms: parsePlatforms(resolve(config.dataPipelines?.platforms, environment)),
    hosts: parseHosts(resolve(config.integrations, environment)),
  };
}
