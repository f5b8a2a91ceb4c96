import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOGS } from './folders.ts';
import { Fatal } from './until.ts';

/**
 * Runs the program until it ends by itself or standard input does, which it does even when the test is killed: then the
 * program is ended, at last by force.
 */
const WATCH = `
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
{
  read -r _ <&3
  kill -TERM $program
  for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 0.5; kill -0 $program || exit; done
  kill -KILL $program
} 2>/dev/null &
watch=$!
wait $program
status=$?
kill $watch 2>/dev/null
exit $status
`;

/** A server that lives no longer than the test that started it. */
export class Program {
  private stopping = false;

  readonly name: string;
  /** File with all that it printed. */
  readonly log: string;
  private readonly child: ChildProcess;

  private constructor(name: string, log: string, child: ChildProcess) {
    this.name = name;
    this.log = log;
    this.child = child;
  }

  /** @param env added to the test's own environment. */
  static start(
    name: string,
    command: string,
    args: string[],
    env: Record<string, string> = {},
  ): Program {
    const log = join(LOGS, `${name}.log`);
    const output = openSync(log, 'w');
    const child = spawn('bash', ['-c', WATCH, name, command, ...args], {
      env: { ...process.env, ...env },
      stdio: ['pipe', output, output],
    });
    closeSync(output);
    child.stdin!.on('error', () => {});
    return new Program(name, log, child);
  }

  /** @throws Fatal with the end of its log when it is no longer there, though nobody stopped it. */
  assertRunning(): void {
    const { exitCode, signalCode } = this.child;
    if (this.stopping || (exitCode === null && signalCode === null)) return;
    throw new Fatal(`${this.name} ended (${exitCode ?? signalCode}): ${this.lastLines()}`);
  }

  lastLines(characters = 3000): string {
    return readFileSync(this.log, 'utf8').slice(-characters);
  }

  /** Ends it and waits until it is gone. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.stdin!.end();
    await gone;
  }
}
