import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a team repo is made of, before any value is filled in. */
export interface Assets {
  /** `skeleton/`: path in it -> text. */
  skeleton: ReadonlyMap<string, string>;
  /** `spark/jobs/`: file name -> text. */
  jobs: ReadonlyMap<string, string>;
}

const PACKAGE = 'backstage-plugin-data-pipelines-node';

/** Where skeleton and jobs are for a package that lies in this folder. */
export function assetFolders(root: string): { skeleton: string; jobs: string } {
  const top = join(root, '..', '..');
  // A published package has no sources; its build has copied skeleton and jobs into `assets`.
  const inRepository = existsSync(join(root, 'src')) && existsSync(join(top, 'skeleton', 'team'));
  return inRepository
    ? { skeleton: join(top, 'skeleton'), jobs: join(top, 'spark', 'jobs') }
    : { skeleton: join(root, 'assets', 'skeleton'), jobs: join(root, 'assets', 'jobs') };
}

function readTexts(folder: string, within = ''): [string, string][] {
  return readdirSync(join(folder, within), { withFileTypes: true }).flatMap(entry => {
    const path = within ? `${within}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return entry.name === '__pycache__' ? [] : readTexts(folder, path);
    return entry.isFile()
      ? [[path, readFileSync(join(folder, path), 'utf8')] as [string, string]]
      : [];
  });
}

/**
 * Reads skeleton and jobs: at the top of the repository during development, from the package's own `assets` when it is
 * installed. Read anew at each call, so that a change shows without a restart.
 */
export function readAssets(): Assets {
  const { skeleton, jobs } = assetFolders(dirname(require.resolve(`${PACKAGE}/package.json`)));
  return {
    skeleton: new Map(readTexts(skeleton)),
    jobs: new Map(readTexts(jobs).filter(([path]) => path.endsWith('.py'))),
  };
}
