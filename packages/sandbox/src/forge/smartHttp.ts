import { spawn } from 'node:child_process';
import path from 'node:path';
import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { Request, Response } from 'express';
import { Credentials, requireCredentials } from './credentials';
import { gitEnvironment } from './git';
import { refuseOtherOrigins } from './origin';
import type { Repositories } from './Repositories';

const SERVICES = ['info/refs', 'git-upload-pack', 'git-receive-pack'];
const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * Git over HTTP, by git's own CGI program `git http-backend`: whoever reaches the loopback interface may clone,
 * a push needs the credentials. A push that moved a branch is told to the forge's listeners.
 */
export function createSmartHttp(options: {
  origin: string;
  credentials: Credentials;
  repositories: Repositories;
  logger: LoggerService;
}) {
  const { origin, credentials, repositories, logger } = options;

  return async (request: Request, response: Response): Promise<void> => {
    const { owner, name, service } = request.params;
    if (!SERVICES.includes(service)) {
      throw new InputError(`'${service}' is not a service of git over HTTP`);
    }
    const directory = await repositories.directoryOf(owner, name);
    const pushes = service === 'git-receive-pack';
    const writes = pushes || request.query.service === 'git-receive-pack';
    if (writes) {
      refuseOtherOrigins(origin, request);
      requireCredentials(credentials, request, response);
    }
    // Git itself refuses a push without a user, so both would have to fail.
    const user = writes ? credentials.username : undefined;
    const serve = () => runCgi({ directory, service, user, request, response, logger });
    if (pushes) await repositories.watchingBranches(owner, name, serve);
    else await serve();
  };
}

function runCgi(call: {
  directory: string;
  service: string;
  user?: string;
  request: Request;
  response: Response;
  logger: LoggerService;
}): Promise<void> {
  const { request, response, logger } = call;
  return new Promise((resolve, reject) => {
    const cgi = spawn('git', ['http-backend'], { env: cgiEnvironment(call) });
    let head = Buffer.alloc(0);
    let answered = false;
    const readHead = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf(HEADER_END);
      if (end < 0) return;
      answered = true;
      cgi.stdout.off('data', readHead);
      writeHead(response, head.subarray(0, end).toString('latin1'));
      response.write(head.subarray(end + HEADER_END.length));
      cgi.stdout.pipe(response, { end: false });
    };
    cgi.stdout.on('data', readHead);
    cgi.stderr.on('data', chunk => logger.warn(`git http-backend: ${String(chunk).trim()}`));
    cgi.stdin.on('error', () => {});
    cgi.once('error', reject);
    cgi.once('close', code => {
      if (!answered && !response.destroyed) {
        reject(new Error(`git http-backend ended with ${code} and no answer`));
        return;
      }
      response.end();
      resolve();
    });
    response.once('close', () => cgi.kill());
    request.pipe(cgi.stdin);
  });
}

function cgiEnvironment(call: {
  directory: string;
  service: string;
  user?: string;
  request: Request;
}): NodeJS.ProcessEnv {
  const { directory, service, user, request } = call;
  return {
    ...gitEnvironment(),
    GIT_PROJECT_ROOT: path.dirname(directory),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${path.basename(directory)}/${service}`,
    REQUEST_METHOD: request.method,
    QUERY_STRING: request.originalUrl.split('?')[1] ?? '',
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    CONTENT_LENGTH: request.headers['content-length'] ?? '',
    HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
    GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    ...(user && { REMOTE_USER: user }),
  };
}

/** The CGI program's own head: `Status: 200 OK` and headers. */
function writeHead(response: Response, head: string): void {
  for (const line of head.split('\r\n')) {
    const at = line.indexOf(':');
    const name = line.slice(0, at);
    const value = line.slice(at + 1).trim();
    if (name.toLowerCase() === 'status') response.status(Number.parseInt(value, 10));
    else response.setHeader(name, value);
  }
}
