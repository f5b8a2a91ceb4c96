import { spawn } from 'node:child_process';
import { Tail } from './tail';

const OUTPUT_BYTES = 64 * 1024;
// Milliseconds between asking a process to end and ending it.
const GRACE = 2_000;

/** How a command ended. */
export interface CommandResult {
  /** Null when it was ended before it ended by itself. */
  exitCode: number | null;
  /** The last 64 KiB of what it printed, on either stream. */
  output: string;
}

/** How a command is run. */
export interface CommandOptions {
  cwd: string;
  /** The whole environment: nothing of this process is handed on. */
  env: Record<string, string>;
  /** Seconds. */
  limit: number;
  signal: AbortSignal;
}

/** Runs a command and everything that it starts, with an end to its time and to its output. */
export function runCommand(
  [command, ...args]: readonly string[],
  { cwd, env, limit, signal }: CommandOptions,
): Promise<CommandResult> {
  return new Promise(done => {
    const output = new Tail(OUTPUT_BYTES);
    // A group of its own, so that what it starts ends with it.
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let ended = false;
    const end = (reason: string) => {
      if (!ended) {
        ended = true;
        output.add(Buffer.from(`\n[ended: ${reason}]\n`));
        killGroup(child.pid, 'SIGTERM');
        setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE).unref();
      }
    };
    const stop = () => end('a newer push came, or the portal stops');
    const timer = setTimeout(() => end(`it took longer than ${limit} s`), limit * 1000);
    signal.addEventListener('abort', stop);
    if (signal.aborted) {
      stop();
    }
    const finish = (exitCode: number | null) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      done({ exitCode: ended ? null : exitCode, output: output.text() });
    };
    child.stdout.on('data', data => output.add(data));
    child.stderr.on('data', data => output.add(data));
    child.once('error', error => {
      output.add(Buffer.from(`cannot run '${command}': ${error.message}\n`));
      finish(127);
    });
    child.once('close', finish);
  });
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals) {
  try {
    if (pid !== undefined) {
      process.kill(-pid, signal);
    }
  } catch {
    // It ended by itself in the meantime.
  }
}
