import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';

/** A bare Git repository on disk and a checkout of it, in which the test changes what a team would change. */
export class GitRepo {
  /** Where Argo CD reads it. */
  readonly url: string;
  /** The checkout. */
  readonly work: string;

  /** @param directory - of its own; what is there is deleted */
  constructor(directory: string) {
    rmSync(directory, { recursive: true, force: true });
    const bare = path.join(directory, 'repository.git');
    this.work = path.join(directory, 'work');
    this.url = `file://${bare}`;
    mkdirSync(this.work, { recursive: true });
    git(directory, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
    git(this.work, 'init', '--quiet', '--initial-branch=main');
    git(this.work, 'remote', 'add', 'origin', bare);
  }

  read(file: string): string {
    return readFileSync(path.join(this.work, file), 'utf8');
  }
  write(file: string, content: string): void {
    const target = path.join(this.work, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  edit(file: string, change: (content: string) => string): void {
    this.write(file, change(this.read(file)));
  }
  /** Changes the value of a YAML file with one document. */
  editYaml(file: string, change: (value: any) => void): void {
    const value = parse(this.read(file));
    change(value);
    this.write(file, stringify(value));
  }
  copy(from: string, to: string): void {
    cpSync(path.join(this.work, from), path.join(this.work, to), { recursive: true });
  }
  remove(folder: string): void {
    rmSync(path.join(this.work, folder), { recursive: true });
  }

  /** Commits and pushes everything; the commit's id. */
  push(message: string): string {
    git(this.work, 'add', '--all');
    git(this.work, 'commit', '--quiet', '--message', message);
    git(this.work, 'push', '--quiet', 'origin', 'HEAD:main');
    return git(this.work, 'rev-parse', 'HEAD').trim();
  }
}

// Not with the settings of whoever runs the tests: a signing key or a hook of theirs has no place here.
function git(cwd: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  return execFileSync('git', [...identity, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
}
