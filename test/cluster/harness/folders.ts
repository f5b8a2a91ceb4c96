import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** Where servers write their logs; bin/test keeps it. `$CLUSTER_LOGS` where two clusters run at a time. */
export const LOGS = process.env.CLUSTER_LOGS ?? join(ROOT, 'test-results', 'cluster');

/**
 * The folder of the programs: `$CLUSTER_BIN`, which bin/test sets, else what bin/lib/cluster-bin makes.
 *
 * @throws Error where this machine cannot build them.
 */
export function programs(): string {
  mkdirSync(LOGS, { recursive: true });
  const given = process.env.CLUSTER_BIN;
  if (given && existsSync(given)) return given;
  return execFileSync(join(ROOT, 'bin/lib/cluster-bin'), {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}
