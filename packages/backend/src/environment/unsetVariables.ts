import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import { ConfigSourceData, ConfigSources } from '@backstage/config-loader';
import { parseDocument } from 'yaml';

/** A variable that a configuration file reads and that has neither a value nor a default. */
export interface UnsetVariable {
  name: string;
  /** The first key that needs it, e.g. `integrations.github[0].token`. */
  key: string;
  /** Base name of the file with that key. */
  file: string;
  /** The comment behind the key's value, which says what to set the variable to. */
  remedy?: string;
}

/**
 * Finds the variables that the configuration needs. Backstage drops a key whose variable is not set, and what comes of
 * that later rarely names the variable.
 *
 * @param argv - command line with its `--config FILE`; without one the files are those that Backstage takes by itself
 */
export async function unsetVariables(
  argv: string[],
  env: Record<string, string | undefined>,
): Promise<UnsetVariable[]> {
  const asked = new Set<string>();
  const whole = await load(argv, env, name => {
    asked.add(name);
    return 'set';
  });
  const found: UnsetVariable[] = [];
  for (const name of asked) {
    // Backstage itself says which keys go when this variable is all that is missing: it knows defaults and overrides.
    const without = await load(argv, env, other => (other === name ? undefined : 'set'));
    const there = new Set(keysOf(without.merged));
    const keys = keysOf(whole.merged).filter(key => !there.has(key));
    if (keys.length) found.push(await describe(name, keys, whole.files));
  }
  return found;
}

/** One sentence for a person. */
export function sentenceOf({ name, key, file, remedy }: UnsetVariable): string {
  return `${name} is not set, but ${key} in ${file} needs it: ${remedy ?? 'set it in the environment of the portal'}`;
}

async function load(
  argv: string[],
  env: Record<string, string | undefined>,
  missing: (name: string) => string | undefined,
): Promise<{ merged: unknown; files: ConfigSourceData[] }> {
  const source = ConfigSources.default({
    argv,
    env: env as Record<string, string>,
    watch: false,
    substitutionFunc: async name => env[name] || missing(name),
  });
  for await (const { configs } of source.readConfigData()) {
    return { merged: ConfigReader.fromConfigs(configs).getOptional(), files: configs };
  }
  return { merged: undefined, files: [] };
}

function keysOf(value: unknown, key = ''): string[] {
  if (typeof value !== 'object' || value === null) return [key];
  if (Array.isArray(value)) return value.flatMap((item, at) => keysOf(item, `${key}[${at}]`));
  return Object.entries(value).flatMap(([name, item]) =>
    keysOf(item, key ? `${key}.${name}` : name),
  );
}

async function describe(
  name: string,
  keys: string[],
  files: ConfigSourceData[],
): Promise<UnsetVariable> {
  const uses = [];
  for (const key of keys) {
    // Later files win over earlier ones.
    const config = files.findLast(({ data }) => keysOf(data).includes(key));
    const comment = config?.path && (await commentAt(config.path, key));
    uses.push({ key, file: path.basename(config?.path ?? 'the configuration'), remedy: comment });
  }
  const { key, file, remedy } = uses.find(use => use.remedy) ?? uses[0];
  return { name, key, file, ...(remedy && { remedy }) };
}

async function commentAt(file: string, key: string): Promise<string | undefined> {
  const steps = key
    .split(/\.|\[(\d+)\]/)
    .filter(Boolean)
    .map(step => (/^\d+$/.test(step) ? Number(step) : step));
  const node = parseDocument(await readFile(file, 'utf8')).getIn(steps, true);
  return (node as { comment?: string | null } | undefined)?.comment?.trim() || undefined;
}
