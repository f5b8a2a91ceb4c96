import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';

const PACKAGE = resolvePackagePath('sandbox');
const ROOT = resolve(PACKAGE, '../..');
const READY = 'local AWS ready on ';

/** A local AWS for one test suite. */
export interface TestAws {
  endpoint: string;
  /** Folder of the Python environment's commands, `aws` among them. */
  bin: string;
  /** Forgets everything that was made. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Folder of the commands of the project's Python environment, which is made when it is missing. */
export function pythonBin(): string {
  const environment = execFileSync(join(ROOT, 'bin/lib/python-env'), { encoding: 'utf8' }).trim();
  return join(environment, 'bin');
}

/** What a local AWS needs to run Spark: a Java and Spark's jars, which are made when they are missing. */
function sparkEnv(): NodeJS.ProcessEnv {
  const printed = (script: string) =>
    execFileSync(join(ROOT, 'bin/lib', script), { encoding: 'utf8' }).trim();
  return { JAVA_HOME: printed('java-home'), LOCAL_AWS_JARS: printed('spark-jars') };
}

/**
 * Starts the real local AWS on a free port unless one is named. It ends with this process, even when that is killed.
 *
 * @param options - `spark`: whether it can run jobs
 */
export async function startTestAws(
  port?: number,
  options: { spark?: boolean } = {},
): Promise<TestAws> {
  const bin = pythonBin();
  const chosen = port ?? (await freePort());
  const state = await mkdtemp(join(tmpdir(), 'sync-test-'));
  const child = spawn(
    join(bin, 'python'),
    ['-m', 'local_aws', '--port', String(chosen), '--state', state],
    {
      env: {
        ...process.env,
        ...(options.spark && sparkEnv()),
        PYTHONPATH: join(PACKAGE, 'aws'),
      },
    },
  );
  const exited = new Promise<void>(done => child.once('exit', () => done()));
  let output = '';
  child.stderr.on('data', data => (output += data));
  await new Promise<void>((done, fail) => {
    child.stdout.on('data', data => String(data).includes(READY) && done());
    child.once('error', fail);
    child.once('exit', code => fail(new Error(`local AWS ended with ${code}: ${output}`)));
  });
  const endpoint = `http://127.0.0.1:${chosen}`;
  return {
    endpoint,
    bin,
    reset: async () => {
      await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
    },
    stop: async () => {
      child.kill();
      await exited;
      await rm(state, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
