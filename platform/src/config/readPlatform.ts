import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { type PlatformConfig, platformSchema } from './schema.ts';

/** A platform's file is wrong; the message lists every fault: its key, its value and what to write instead. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<any>(
    (value, key) => (value === null || typeof value !== 'object' ? undefined : value[key]),
    root,
  );
}

function sentence(issue: z.core.$ZodIssue, input: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      key =>
        `${[...issue.path, key].join('.')}: there is no such setting; remove it or look for a slip of the pen`,
    );
  }
  const value = valueAt(input, issue.path);
  const said = value === undefined ? 'is missing' : JSON.stringify(value);
  const fault = /^Invalid input/.test(issue.message)
    ? 'write what platform.example.yaml shows at this key'
    : issue.message;
  return [`${issue.path.join('.') || 'the file'} ${said}: ${fault}`];
}

/**
 * Checks the description of a platform and fills in defaults.
 *
 * @throws ConfigError that lists every fault.
 */
export function parsePlatform(input: unknown, source = 'the platform'): PlatformConfig {
  const parsed = platformSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(issue => sentence(issue, input));
  throw new ConfigError(`${source} has faults:\n${faults.map(fault => `- ${fault}`).join('\n')}`);
}

/**
 * Reads the description of a platform from a YAML file.
 *
 * @throws ConfigError when the file cannot be read or what it says is wrong.
 */
export function readPlatform(file: string): PlatformConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}); copy platform/platform.example.yaml to it and fill it in`,
    );
  }
  const document = parseDocument(text, { uniqueKeys: true, logLevel: 'silent' });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0)
    throw new ConfigError(
      `${file} is not plain YAML:\n${faults.map(fault => `- ${fault.message.split('\n')[0]}`).join('\n')}`,
    );
  return parsePlatform(document.toJS({ maxAliasCount: 20 }), file);
}
