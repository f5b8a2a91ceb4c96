import { execFileSync } from 'node:child_process';

/** Resident memory in MB of a process and all that it started. */
export function residentMegabytes(pid: number): number {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number));
  const family = new Set([pid]);
  // Children follow their parents only mostly: go on until no more are found.
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const [child, parent] of rows) if (family.has(parent)) family.add(child);
  }
  return Math.round(rows.reduce((sum, [id, , kib]) => sum + (family.has(id) ? kib : 0), 0) / 1024);
}
