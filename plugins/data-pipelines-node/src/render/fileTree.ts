import { InputError } from '@backstage/errors';

/** Files by their path in the team repo (`/` between folders), in the order of their paths. */
export type FileTree = ReadonlyMap<string, string>;

/** Why a path must not be written anywhere; undefined for a good one. */
export function pathFault(path: string): string | undefined {
  if (path === '' || path.length > 400) return 'is empty or longer than 400 characters';
  if (/[\p{Cc}\\]/u.test(path)) return 'holds a control character or a backslash';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute';
  const parts = path.split('/');
  if (parts.some(part => part === '' || part === '.' || part === '..'))
    return 'has a part that is empty, "." or ".."';
  if (parts.some(part => part.toLowerCase() === '.git')) return 'leads into .git';
  return undefined;
}

/**
 * A tree of the given files in one fixed order.
 *
 * @throws InputError for a path that leads out of the tree.
 */
export function fileTree(files: Iterable<readonly [string, string]>): FileTree {
  const tree = new Map([...files].sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
  for (const path of tree.keys()) {
    const fault = pathFault(path);
    if (fault)
      throw new InputError(
        `the path ${JSON.stringify(path)} ${fault}; a file of a team repo has a plain relative path`,
      );
  }
  return tree;
}
