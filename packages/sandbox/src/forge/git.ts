import { spawn } from 'node:child_process';

const OUTPUT_LIMIT = 64 << 20;

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
 * @throws GitError when git ends with another code than 0
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
      if (size > OUTPUT_LIMIT) child.kill();
      else out.push(chunk);
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

/** The same on every machine: a person's own git configuration has no say in the forge. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'forge',
    GIT_AUTHOR_EMAIL: 'forge@localhost',
    GIT_COMMITTER_NAME: 'forge',
    GIT_COMMITTER_EMAIL: 'forge@localhost',
  };
}
