import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const RESULTS = path.join(ROOT, 'test-results');

/** A real portal with its sandbox, started by bin/portal on ports and a folder of its own. */
export interface Portal {
  url: string;
  awsEndpoint: string;
  /** Milliseconds from the command until the page answers and the template can be chosen. */
  startedIn: number;
  /** Process id of bin/portal. */
  pid: number;
  /** Calls the portal as the signed-in guest; fails on any status that is not 2xx, unless `expect` names it. */
  call<T>(method: string, route: string, body?: unknown, expect?: number): Promise<T>;
  stop(): Promise<void>;
}

export async function startPortal(
  name: string,
  ports: { portal: number; aws: number },
): Promise<Portal> {
  mkdirSync(RESULTS, { recursive: true });
  const directory = path.join(ROOT, '.cache', name);
  await rm(directory, { recursive: true, force: true });
  const log = path.join(RESULTS, `${name}-portal.log`);
  await rm(log, { force: true });

  const started = Date.now();
  const child = spawn(path.join(ROOT, 'bin/portal'), [], {
    cwd: ROOT,
    env: {
      ...process.env,
      PORTAL_PORT: String(ports.portal),
      SANDBOX_AWS_PORT: String(ports.aws),
      SANDBOX_DIR: directory,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const keep = (chunk: Buffer) => appendFileSync(log, chunk);
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);

  const url = `http://localhost:${ports.portal}`;
  await until(`the portal answers on ${url} (see ${log})`, 240_000, async () => {
    if (child.exitCode !== null)
      throw new Error(`bin/portal ended: ${readFileSync(log, 'utf8').slice(-2000)}`);
    const response = await fetch(`${url}/.backstage/health/v1/readiness`).catch(() => undefined);
    return response?.ok && (await fetch(url)).ok;
  });
  let token = await guestToken(url);
  // A portal is usable once its template can be chosen, which the catalog reads in the moments after the start.
  await until('the template is in the catalog', 60_000, async () => {
    const template = `${url}/api/catalog/entities/by-name/template/default/data-pipeline`;
    return (await fetch(template, { headers: { authorization: `Bearer ${token}` } })).ok;
  });
  const startedIn = Date.now() - started;
  let tokenAt = Date.now();

  return {
    url,
    awsEndpoint: `http://127.0.0.1:${ports.aws}`,
    startedIn,
    pid: child.pid!,
    async call(method, route, body, expect) {
      if (Date.now() - tokenAt > 600_000) {
        token = await guestToken(url);
        tokenAt = Date.now();
      }
      const response = await fetch(`${url}${route}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      if (expect ? response.status !== expect : !response.ok) {
        throw new Error(`${method} ${route}: ${response.status} ${text.slice(0, 2000)}`);
      }
      return text ? JSON.parse(text) : undefined;
    },
    stop: () => end(child),
  };
}

async function guestToken(url: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/guest/refresh`, {
    headers: { 'x-requested-with': 'XMLHttpRequest' },
  });
  if (!response.ok) throw new Error(`guest sign-in: ${response.status} ${await response.text()}`);
  return (await response.json()).backstageIdentity.token;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** Asks until the answer is truthy; gives it back. Fails with what was waited for. */
export async function until<T>(
  what: string,
  timeoutMs: number,
  ask: () => Promise<T | undefined | false>,
  everyMs = 250,
): Promise<T> {
  const end_ = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end_) throw new Error(`waited ${timeoutMs / 1000} s in vain until ${what}`);
    await new Promise(resolve => setTimeout(resolve, everyMs));
  }
}

/** A figure that bin/test prints at its end; never asserted on, for machines differ. */
export function figure(name: string, value: string, goal: string): void {
  appendFileSync(
    path.join(RESULTS, 'figures.txt'),
    `${name.padEnd(48)} ${value.padStart(10)}   (goal: ${goal})\n`,
  );
}
