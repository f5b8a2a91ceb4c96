import { ConflictError } from '@backstage/errors';
import { git, GitError } from './git';

/** The two sides of a merge. */
export interface Sides {
  base: { branch: string; commit: string };
  head: { branch: string; commit: string };
}

/**
 * Merges head into base by a merge commit, without a work tree, and moves the base branch.
 *
 * @returns the merge commit
 * @throws ConflictError when both changed the same lines, there is nothing to merge, or base moved meanwhile
 */
export async function merge(directory: string, sides: Sides, message: string): Promise<string> {
  const { base, head } = sides;
  const tree = await mergedTree(directory, sides);
  const made = ['commit-tree', tree, '-p', base.commit, '-p', head.commit, '-m', message];
  const commit = (await git(directory, made)).toString().trim();
  const move = ['update-ref', `refs/heads/${base.branch}`, commit, base.commit];
  await git(directory, move).catch(() => {
    throw new ConflictError(`${base.branch} moved while this was merged: try again`);
  });
  return commit;
}

async function mergedTree(directory: string, { base, head }: Sides): Promise<string> {
  const common = await commonAncestor(directory, base.commit, head.commit);
  if (common === head.commit) {
    throw new ConflictError(`${base.branch} has all of ${head.branch} already: nothing to merge`);
  }
  if (common === base.commit) return `${head.commit}^{tree}`;
  const args = ['merge-tree', '--write-tree', '--name-only', base.commit, head.commit];
  try {
    return (await git(directory, args)).toString().split('\n')[0];
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    // 1 is git's word for a conflict; the files follow the tree's line.
    if (error.exitCode === 1) {
      const files = error.stdout.toString().split('\n\n')[0].split('\n').slice(1);
      throw new ConflictError(
        `${head.branch} and ${base.branch} changed the same lines of ${files.join(', ')}: bring ${base.branch} into ${head.branch}, push, and merge then`,
      );
    }
    // 129 is its word for options that it does not know.
    if (error.exitCode === 129) {
      throw new ConflictError(
        `${base.branch} went on meanwhile, and the git of this machine is older than 2.38, which merging here needs then: bring ${base.branch} into ${head.branch}, push, and merge then`,
      );
    }
    throw error;
  }
}

async function commonAncestor(directory: string, one: string, other: string) {
  const found = await git(directory, ['merge-base', one, other]).catch(() => Buffer.from(''));
  return found.toString().trim();
}
