import { InputError, NotFoundError } from '@backstage/errors';
import express from 'express';
import Router from 'express-promise-router';
import { Credentials, requireCredentials } from './credentials';
import { checkName } from './names';
import { refuseOtherOrigins } from './origin';
import type { PullRequest, PullRequests } from './PullRequests';
import type { Repositories } from './Repositories';

/**
 * As much of Gitea's REST API (version 1) as Backstage's stock actions, pickers and readers call.
 * Reading is free to whoever reaches this machine's loopback interface; writing needs the credentials.
 */
export function createApiRouter(options: {
  /** Address of the forge, without a slash at its end. */
  baseUrl: string;
  credentials: Credentials;
  repositories: Repositories;
  pulls: PullRequests;
}): express.Router {
  const { baseUrl, credentials, repositories, pulls } = options;
  const { origin } = new URL(baseUrl);
  const router = Router();
  router.use((request, _response, next) => {
    // A browser can be made to send a password that everybody knows.
    if (request.method !== 'GET') refuseOtherOrigins(origin, request);
    next();
  });
  router.use(express.json({ limit: '1mb' }));

  // Owners need no creating: any proper name is one.
  router.get('/orgs/:owner', (request, response) => {
    response.json({ username: checkName('owner', request.params.owner) });
  });

  router.post('/orgs/:owner/repos', async (request, response) => {
    requireCredentials(credentials, request, response);
    const { owner } = request.params;
    const name = text(request.body, 'name');
    await repositories.create(owner, name);
    response.status(201).json({
      name,
      full_name: `${owner}/${name}`,
      clone_url: `${baseUrl}/${owner}/${name}.git`,
      html_url: `${baseUrl}/${owner}/${name}`,
    });
  });

  router.get('/repos/:owner/:name', async (request, response) => {
    const { owner, name } = request.params;
    await repositories.directoryOf(owner, name);
    response.json({
      name,
      full_name: `${owner}/${name}`,
      default_branch: 'main',
      clone_url: `${baseUrl}/${owner}/${name}.git`,
      html_url: `${baseUrl}/${owner}/${name}`,
    });
  });

  router.get('/repos/:owner/:name/contents/:file(*)', async (request, response) => {
    const { owner, name } = request.params;
    const { file } = request.params as { file?: string };
    const found = await repositories.read(owner, name, ref(request), file ?? '');
    if (!('content' in found)) throw new NotFoundError(`'${file}' is a folder, not a file`);
    response.json({
      type: 'file',
      encoding: 'base64',
      path: file,
      name: file?.split('/').pop(),
      size: found.content.length,
      content: found.content.toString('base64'),
    });
  });

  router.get('/repos/:owner/:name/git/commits/:ref(*)', async (request, response) => {
    const params = request.params as { owner: string; name: string; ref: string };
    response.json({ sha: await repositories.commit(params.owner, params.name, params.ref) });
  });

  router.get('/repos/:owner/:name/archive/:file(*)', async (request, response) => {
    const params = request.params as { owner: string; name: string; file: string };
    if (!params.file.endsWith('.tar.gz')) {
      throw new InputError(`'${params.file}' cannot be had: archives are .tar.gz here`);
    }
    const branch = params.file.slice(0, -'.tar.gz'.length);
    const archive = await repositories.archive(params.owner, params.name, branch);
    response.type('application/gzip').send(archive);
  });

  router.get('/repos/:owner/:name/pulls', async (request, response) => {
    const { owner, name } = request.params;
    const all = await pulls.list(owner, name);
    response.json(all.map(pull => toGitea(baseUrl, owner, name, pull)));
  });

  router.post('/repos/:owner/:name/pulls', async (request, response) => {
    requireCredentials(credentials, request, response);
    const { owner, name } = request.params;
    const pull = await pulls.create(owner, name, {
      title: text(request.body, 'title'),
      body: typeof request.body.body === 'string' ? request.body.body : '',
      head: text(request.body, 'head'),
      base: text(request.body, 'base'),
    });
    response.status(201).json(toGitea(baseUrl, owner, name, pull));
  });

  router.post('/repos/:owner/:name/pulls/:number/merge', async (request, response) => {
    requireCredentials(credentials, request, response);
    const { owner, name, number } = request.params;
    const merged = await pulls.merge(owner, name, Number(number));
    response.json(toGitea(baseUrl, owner, name, merged));
  });

  router.use(request => {
    throw new NotFoundError(
      `${request.method} ${request.path} is not a part of Gitea's API that the sandbox forge has`,
    );
  });

  return router;
}

function ref(request: express.Request): string {
  return typeof request.query.ref === 'string' ? request.query.ref : 'main';
}

function text(body: unknown, field: string): string {
  const value = (body as Record<string, unknown> | undefined)?.[field];
  if (typeof value !== 'string' || !value) {
    throw new InputError(`${field} is missing: give it as text in the JSON body`);
  }
  return value;
}

function toGitea(baseUrl: string, owner: string, name: string, pull: PullRequest) {
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    merged: pull.merged,
    merge_commit_sha: pull.mergeCommit,
    head: { ref: pull.head },
    base: { ref: pull.base },
    html_url: `${baseUrl}/${owner}/${name}/pulls/${pull.number}`,
  };
}
