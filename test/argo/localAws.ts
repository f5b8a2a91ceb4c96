import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../cluster/harness/folders.ts';
import { Fatal, until } from '../cluster/harness/until.ts';

/** The sandbox's AWS alone, without Spark. */
export interface LocalAws {
  endpoint: string;
  /** Leads a process to it; the `aws` command is on its PATH. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** @param directory - of its own; what is there is deleted */
export async function startLocalAws(directory: string, port: number): Promise<LocalAws> {
  const python = process.env.SANDBOX_PYTHON;
  if (!python) throw new Error('SANDBOX_PYTHON is not set: run the tests by bin/test');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const { AWS_CA_BUNDLE: _, ...env } = process.env;
  const args = ['-m', 'local_aws', '--port', `${port}`, '--state', directory];
  const cwd = path.join(ROOT, 'packages/sandbox/aws');
  // It ends when its standard input does, so it does not outlive this process.
  const child = spawn(python, args, {
    cwd,
    env: { ...env, PYTHONPATH: cwd },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const log = path.join(directory, 'local-aws.log');
  const kept = createWriteStream(log);
  child.stdout.pipe(kept, { end: false });
  child.stderr.pipe(kept, { end: false });
  const endpoint = `http://127.0.0.1:${port}`;
  await until(`the local AWS answers (see ${log})`, async () => {
    if (child.exitCode !== null) throw new Fatal(`the local AWS ended: see ${log}`);
    return (await fetch(`${endpoint}/_sandbox/health`)).ok;
  });
  return {
    endpoint,
    env: {
      PATH: `${path.dirname(python)}:${process.env.PATH}`,
      HOME: directory,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.stdin.end();
      child.kill('SIGTERM');
      await ended;
    },
  };
}
