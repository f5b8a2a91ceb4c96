import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ContainerSpec } from './jobSpec';
import { Mount } from './volumes';

/** Variables by which a container says its region, which it may. */
export const REGIONS = ['AWS_REGION', 'AWS_DEFAULT_REGION'];
const FORBIDDEN = /^(AWS|LD|DYLD)_/i;

/**
 * Lays the volumes of a container out, each in a folder below `root` named like it.
 *
 * @returns the folder on this machine for each mount path.
 */
export async function layOut(root: string, mounts: readonly Mount[]): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const { path, volume, files } of mounts) {
    const folder = inside(root, volume);
    await mkdir(folder, { recursive: true });
    for (const [name, content] of files) {
      const file = inside(folder, name);
      // An earlier container of the job may have put anything in its place, a link for one.
      await rm(file, { recursive: true, force: true });
      await writeFile(file, content, { mode: 0o755, flag: 'wx' });
    }
    folders.set(path, folder);
  }
  return folders;
}

/** A text in which a path of the container, if it begins with one, is the path on this machine. */
export function mapPath(text: string, folders: ReadonlyMap<string, string>): string {
  // The longest first: /data/in before /data.
  const byLength = [...folders].sort(([a], [b]) => b.length - a.length);
  for (const [path, folder] of byLength) {
    if (text === path || text.startsWith(`${path}/`)) {
      return folder + text.slice(path.length);
    }
  }
  return text;
}

/** Replaces `$(NAME)` by the variable, as Kubernetes does in commands and values; `$$(NAME)` stays as `$(NAME)`. */
export function expandVariables(text: string, env: ReadonlyMap<string, string>): string {
  return text.replace(/\$(\$?)\(([A-Za-z_][A-Za-z0-9_]*)\)/g, (whole, escape, name) =>
    escape ? whole.slice(1) : (env.get(name) ?? whole),
  );
}

/**
 * The variables of a container, without those by which it could choose another AWS than the sandbox's, and with paths
 * as they are on this machine. A script that would look for a volume at its usual place is told by a variable where it
 * is: `SCRIPTS_DIR` for the volume `scripts`.
 */
export function containerEnv(
  { env, mounts }: ContainerSpec,
  folders: ReadonlyMap<string, string>,
): Map<string, string> {
  const result = new Map<string, string>();
  for (const { path, volume } of mounts) {
    result.set(`${volume.toUpperCase().replaceAll('-', '_')}_DIR`, mapPath(path, folders));
  }
  for (const [name, value] of env) {
    if (!FORBIDDEN.test(name) || REGIONS.includes(name)) {
      result.set(name, expandVariables(mapPath(value, folders), result));
    }
  }
  return result;
}

function inside(root: string, path: string): string {
  const target = join(root, path);
  if (!target.startsWith(root + sep)) {
    throw new Error(`path '${path}' leads outside of its folder; name one inside it`);
  }
  return target;
}
