import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a program said, and how it ended. */
export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** Something that a person has to see to; the message is the sentence. */
export class Stopped extends Error {
  override name = 'Stopped';
}

export const say = (line = ''): void => void process.stderr.write(`${line}\n`);

/** Runs a program and takes what it says. */
export function ask(command: string, args: readonly string[], input?: string): Ended {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    input,
    maxBuffer: 64 * 1024 * 1024,
  });
  return {
    status: status ?? 127,
    stdout: stdout ?? '',
    stderr: stderr || (error ? String(error) : ''),
  };
}

/** Runs a program whose output people should see as it comes. */
export function run(
  command: string,
  args: readonly string[],
  options: { input?: string } = {},
): void {
  say(`$ ${command} ${args.join(' ')}`);
  const { status, error } = spawnSync(command, args, {
    stdio: [options.input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  if (error)
    throw new Stopped(
      `${command} cannot be started (${(error as NodeJS.ErrnoException).code}); bin/check says what is missing`,
    );
  if (status !== 0)
    throw new Stopped(
      `${command} ended with ${status}: see the lines above, mend it and run this again; what is done is not done twice`,
    );
}

/** Runs `aws … --output json` and reads its answer; undefined when AWS says no. */
export function aws<T>(region: string, ...args: string[]): T | undefined {
  const { status, stdout } = ask('aws', [
    ...args,
    '--region',
    region,
    '--output',
    'json',
    '--no-cli-pager',
  ]);
  return status === 0 ? (JSON.parse(stdout || '{}') as T) : undefined;
}

export function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Runs a command's main and ends the process as a command should: 0, 1 with a sentence, 2 for a wrong description. */
export function main(body: () => void): void {
  try {
    body();
  } catch (error) {
    const known = ['Stopped', 'ConfigError'].includes((error as Error).name);
    say(`error: ${known ? (error as Error).message : (error as Error).stack}`);
    process.exitCode = (error as Error).name === 'ConfigError' ? 2 : 1;
  }
}
