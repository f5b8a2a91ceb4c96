import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createBackend } from '@backstage/backend-defaults';
import { mockServices } from '@backstage/backend-test-utils';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { Config, ConfigReader } from '@backstage/config';
import { forgePlugin } from '../plugin';
import type { Repositories } from '../Repositories';
import { forgeServiceRef } from '../service';

const run = promisify(execFile);

/** The forge in a real backend on a port of its own, with git to talk to it. */
export interface TestForge {
  /** `http://localhost:PORT`. */
  origin: string;
  /** `http://localhost:PORT/api/forge`. */
  url: string;
  host: string;
  config: Config;
  repositories: Repositories;
  /** Calls the API as the user who may write; gives status and JSON body. */
  call(method: string, route: string, body?: unknown, headers?: Record<string, string>): Answer;
  /** Asks for a page as a browser would. */
  page(route: string, init?: RequestInit): Promise<{ status: number; text: string }>;
  /** Runs git; fails with what it said. */
  git(cwd: string, ...args: string[]): Promise<string>;
  /** Makes a repository with these files on main, and gives the work tree it was pushed from. */
  publish(owner: string, name: string, files: Record<string, string>): Promise<string>;
  /** Commits files on a branch of a work tree and pushes it. */
  push(work: string, branch: string, files: Record<string, string>): Promise<string>;
  /** An empty folder that goes away with the forge. */
  folder(): Promise<string>;
  stop(): Promise<void>;
}

type Answer = Promise<{ status: number; body: any; headers: Headers }>;

/** Starts one that is empty; its folder goes away when it stops. */
export async function startTestForge(): Promise<TestForge> {
  const root = await mkdtemp(path.join(tmpdir(), 'forge-'));
  const folder = () => mkdtemp(path.join(root, 'f-'));
  const port = await freePort();
  const host = `localhost:${port}`;
  const origin = `http://${host}`;
  const url = `${origin}/api/forge`;
  const data = {
    backend: { baseUrl: origin, listen: { host: 'localhost', port } },
    integrations: {
      gitea: [{ host, baseUrl: url, username: 'sandbox', password: 'secret' }],
    },
    dataPipelines: { sandbox: { directory: path.join(root, 'state') } },
  };

  let repositories: Repositories | undefined;
  const probe = createBackendPlugin({
    pluginId: 'probe',
    register(env) {
      env.registerInit({
        deps: { forge: forgeServiceRef },
        async init({ forge }) {
          repositories = forge;
        },
      });
    },
  });
  const config = new ConfigReader(data);
  // Not startTestBackend: its server takes any port, and the configuration has to name the port.
  const backend = createBackend();
  backend.add(
    createServiceFactory({ service: coreServices.rootConfig, deps: {}, factory: () => config }),
  );
  for (const { factory } of [
    mockServices.rootLogger,
    mockServices.auth,
    mockServices.httpAuth,
    mockServices.database,
  ]) {
    backend.add(factory());
  }
  backend.add(forgePlugin);
  backend.add(probe);
  await backend.start();

  const authorization = `Basic ${Buffer.from('sandbox:secret').toString('base64')}`;
  const git = async (cwd: string, ...args: string[]) => {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
    const env = { PATH: process.env.PATH, HOME: root, GIT_TERMINAL_PROMPT: '0' };
    return (await run('git', [...identity, ...args], { cwd, env })).stdout;
  };
  const call: TestForge['call'] = async (method, route, body, headers) => {
    const response = await fetch(`${url}/api/v1${route}`, {
      method,
      headers: { authorization, 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      body: json ? JSON.parse(text) : text,
      headers: response.headers,
    };
  };
  const push: TestForge['push'] = async (work, branch, files) => {
    await git(work, 'checkout', '-q', '-B', branch);
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(work, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    await git(work, 'add', '--all');
    await git(work, 'commit', '-q', '-m', `Change ${Object.keys(files).join(', ')}`);
    await git(work, 'push', '-q', 'origin', branch);
    return (await git(work, 'rev-parse', 'HEAD')).trim();
  };

  return {
    origin,
    url,
    host,
    config,
    repositories: repositories!,
    call,
    git,
    push,
    folder,
    async page(route, init) {
      const response = await fetch(`${url}${route}`, { redirect: 'manual', ...init });
      return { status: response.status, text: await response.text() };
    },
    async publish(owner, name, files) {
      const created = await call('POST', `/orgs/${owner}/repos`, { name });
      if (created.status !== 201) throw new Error(JSON.stringify(created.body));
      const work = await folder();
      await git(work, 'init', '-q', '-b', 'main');
      const remote = `http://sandbox:secret@${host}/api/forge/${owner}/${name}.git`;
      await git(work, 'remote', 'add', 'origin', remote);
      await push(work, 'main', files);
      return work;
    },
    async stop() {
      await backend.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, 'localhost', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
