import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STARTER_JOBS } from '../form';
import { assetFolders, readAssets } from './assets';

const PACKAGE = join(__dirname, '../..');

describe('readAssets', () => {
  it('reads skeleton and jobs at the top of the repository', () => {
    const { skeleton, jobs } = readAssets();
    expect(skeleton.has('team/README.md.njk')).toBe(true);
    expect(skeleton.has('rgd/data-pipeline.yaml')).toBe(true);
    for (const { file } of STARTER_JOBS) expect(jobs.has(file)).toBe(true);
  });

  it('has a test with sample rows for each job that a pipeline may start with', () => {
    const { skeleton } = readAssets();
    for (const { file } of STARTER_JOBS)
      expect(skeleton.has(`pipeline/tests/test_${file}`)).toBe(true);
  });
});

describe('assetFolders', () => {
  const root = mkdtempSync(join(tmpdir(), 'assets-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('is the package itself where it is installed, whatever lies around it', () => {
    mkdirSync(join(root, 'skeleton', 'team'), { recursive: true });
    const installed = join(root, 'node_modules', 'pkg');
    expect(assetFolders(installed)).toEqual({
      skeleton: join(installed, 'assets/skeleton'),
      jobs: join(installed, 'assets/jobs'),
    });
  });

  it('holds the same files after packing as the repository, and nothing once they are removed', () => {
    const copy = join(root, 'plugins', 'pkg');
    mkdirSync(join(copy, 'scripts'), { recursive: true });
    const script = join(PACKAGE, 'scripts', 'assets.cjs');
    try {
      execFileSync(process.execPath, [script]);
      const names = (folder: string) =>
        readdirSync(folder, { recursive: true })
          .map(String)
          .filter(name => !name.includes('__pycache__'))
          .sort();
      expect(names(join(PACKAGE, 'assets/skeleton'))).toEqual(
        names(join(PACKAGE, '../../skeleton')),
      );
      expect(names(join(PACKAGE, 'assets/jobs'))).toEqual(names(join(PACKAGE, '../../spark/jobs')));
    } finally {
      execFileSync(process.execPath, [script, 'remove']);
    }
    expect(existsSync(join(PACKAGE, 'assets'))).toBe(false);
  });
});
