import { spawn } from 'node:child_process';
import { InputError } from '@backstage/errors';

const OUTPUT_LIMIT_MB = 64;

/** Why git refused, in its own words. */
export class GitError extends Error {
  constructor(
    readonly args: readonly string[],
    readonly exitCode: number | null,
    stderr: string,
    readonly stdout: Buffer,
  ) {
    super(`git ${args[0]}: ${stderr.trim() || `exit code ${exitCode}`}`);
  }
}

/**
 * Runs git in a bare repository and gives its output back. Arguments are never seen by a shell.
 *
 * @throws GitError when git ends with another code than 0; InputError when it says more than 64 MB
 */
export function git(directory: string, args: readonly string[], input?: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['--git-dir', directory, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: gitEnvironment(),
    });
    const out: Buffer[] = [];
    let size = 0;
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= OUTPUT_LIMIT_MB << 20) {
        out.push(chunk);
        return;
      }
      child.kill();
      reject(
        new InputError(
          `git ${args[0]} gives more than ${OUTPUT_LIMIT_MB} MB: keep large files in a bucket, not in a repository of the sandbox`,
        ),
      );
    });
    child.stderr.on('data', chunk => {
      stderr = (stderr + chunk).slice(-4000);
    });
    child.once('error', reject);
    child.once('close', code => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new GitError(args, code, stderr, Buffer.concat(out)));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** Settings of every repository here, wherever it came from. */
const SETTINGS = {
  // A tree with `..`, `.git` or a slash in a name is refused at the door.
  'receive.fsckObjects': 'true',
  // The sandbox's folder may belong to somebody else, as one mounted into a container does.
  'safe.directory': '*',
  'core.quotePath': 'false',
};

/** The same on every machine: a person's own git configuration has no say in the forge. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'forge',
    GIT_AUTHOR_EMAIL: 'forge@localhost',
    GIT_COMMITTER_NAME: 'forge',
    GIT_COMMITTER_EMAIL: 'forge@localhost',
    GIT_CONFIG_COUNT: String(Object.keys(SETTINGS).length),
  };
  Object.entries(SETTINGS).forEach(([key, value], at) => {
    environment[`GIT_CONFIG_KEY_${at}`] = key;
    environment[`GIT_CONFIG_VALUE_${at}`] = value;
  });
  return environment;
}

/** @throws Error with the remedy when this machine has no git */
export async function requireGit(): Promise<void> {
  await git('.', ['--version']).catch(error => {
    throw new Error(`git does not run here (${error.message}): install git and start again`);
  });
}
