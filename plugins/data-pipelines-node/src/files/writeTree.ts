import { randomBytes } from 'node:crypto';
import { constants, Stats } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { InputError } from '@backstage/errors';
import { FileTree, pathFault } from '../render';

/** Settings of `writeTree`. */
export interface WriteOptions {
  /** Write into a folder that holds files already: those of the tree are replaced, all others stay. Default: false. */
  force?: boolean;
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes a new file; O_EXCL refuses whatever is there already, a link as well. */
async function writeNew(path: string, content: string): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644);
  try {
    await file.writeFile(content, 'utf8');
  } finally {
    await file.close();
  }
  if (content.startsWith('#!')) await chmod(path, 0o755);
}

async function writeAll(root: string, tree: FileTree): Promise<void> {
  for (const [path, content] of tree) {
    const file = join(root, ...path.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await writeNew(file, content);
  }
}

/** Refuses a tree that would go through a link, or over a folder, in a target that exists. Changes nothing. */
async function checkPlaces(target: string, tree: FileTree): Promise<void> {
  for (const path of tree.keys()) {
    const parts = path.split('/');
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const place = join(target, ...parts.slice(0, depth));
      const stats = await statOf(place);
      if (!stats) break;
      const wanted = depth < parts.length ? stats.isDirectory() : stats.isFile();
      if (!wanted) {
        const kind = stats.isSymbolicLink() ? 'a symbolic link' : 'something else';
        throw new InputError(
          `"${place}" is ${kind} where ${path} needs a ${depth < parts.length ? 'folder' : 'file'}; remove it or choose another target`,
        );
      }
    }
  }
}

async function checkTarget(target: string, force: boolean): Promise<Stats | undefined> {
  const stats = await statOf(target);
  if (!stats) return undefined;
  if (stats.isSymbolicLink())
    throw new InputError(`the target "${target}" is a symbolic link; name the folder itself`);
  if (!stats.isDirectory())
    throw new InputError(`the target "${target}" is not a folder; choose another one`);
  if (!force && (await readdir(target)).length > 0) {
    throw new InputError(
      `the target "${target}" is not empty; choose another one, or write over it by force`,
    );
  }
  return stats;
}

/**
 * Writes a tree to a folder: all of it, or nothing when something is refused. Everything is first written beside the
 * target and then moved, so that a full disk leaves no half of a tree. No symbolic link is followed in the target, and
 * nothing is written outside of it. Files that begin with `#!` become executable.
 *
 * @throws InputError for a path that leads out, a target that is a link or not a folder, or one that is not empty
 * without `force`.
 */
export async function writeTree(
  target: string,
  tree: FileTree,
  options: WriteOptions = {},
): Promise<void> {
  for (const path of tree.keys()) {
    const fault = pathFault(path);
    if (fault)
      throw new InputError(`the path ${JSON.stringify(path)} ${fault}; nothing was written`);
  }
  if (target === '' || target.includes('\0'))
    throw new InputError('the target has no name; name a folder');
  const asked = resolve(target);
  if (asked === dirname(asked))
    throw new InputError(`the target "${asked}" is the root of the disk; name a folder`);
  await checkTarget(asked, options.force ?? false);
  await mkdir(dirname(asked), { recursive: true });
  const place = join(await realpath(dirname(asked)), basename(asked));
  const exists = await checkTarget(place, options.force ?? false);
  if (exists) await checkPlaces(place, tree);

  const staging = `${dirname(place)}${sep}.${basename(place)}.${randomBytes(6).toString('hex')}.tmp`;
  await mkdir(staging);
  try {
    await writeAll(staging, tree);
    if (!exists) {
      await rename(staging, place);
      return;
    }
    for (const path of tree.keys()) {
      const parts = path.split('/');
      await mkdir(join(place, ...parts.slice(0, -1)), { recursive: true });
      await rename(join(staging, ...parts), join(place, ...parts));
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
