import { isError, NotAllowedError } from '@backstage/errors';
import express from 'express';
import Router from 'express-promise-router';
import { href, Html } from './pages/html';
import { layout, Place, STYLE } from './pages/layout';
import { pullList, pullPage, refusal } from './pages/pullPages';
import { commits, crumbs, file, folder, repositoryList } from './pages/repositoryPages';
import type { PullRequests } from './PullRequests';
import type { Repositories } from './Repositories';

const COMMITS_SHOWN = 100;
const STATUSES: Record<string, number> = {
  InputError: 400,
  NotAllowedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
};

/** The pages for people: files, commits, pull requests; `root` is the forge's path on this host. */
export function createPagesRouter(options: {
  root: string;
  repositories: Repositories;
  pulls: PullRequests;
}): express.Router {
  const { root, repositories, pulls } = options;
  const router = Router();

  router.use((_request, response, next) => {
    response.setHeader(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    response.setHeader('X-Content-Type-Options', 'nosniff');
    next();
  });

  router.get('/style.css', (_request, response) => {
    response.type('text/css').send(STYLE);
  });

  router.get('/', async (_request, response) => {
    const all = await repositories.repositories();
    response.send(layout({ root }, 'Sandbox forge', repositoryList(root, all)));
  });

  const placeOf = async (request: express.Request, tab: Place['tab']) => {
    const { owner, name } = request.params;
    const open = (await pulls.list(owner, name)).filter(pull => pull.state === 'open').length;
    const place: Place = { root, owner, name, tab, openPulls: open };
    return { owner, name, place, base: `${root}/${href(owner, name)}` };
  };

  const showPath: express.RequestHandler = async (request, response) => {
    const { owner, name, place, base } = await placeOf(request, 'files');
    const branch = request.params.branch ?? 'main';
    const path = (request.params as { path?: string }).path ?? '';
    const here = `${base}/src/branch/${href(branch)}`;
    const found = await repositories.read(owner, name, branch, path);
    const body = 'entries' in found ? folder(here, path, found.entries) : file(found.content);
    const title = `${path || name} in ${owner}/${name}`;
    response.send(layout(place, title, joined(crumbs(here, name, path), body)));
  };
  router.get('/:owner/:name', showPath);
  router.get('/:owner/:name/src/branch/:branch/:path(*)?', showPath);
  // The catalog's pencil leads here; changes are made by git.
  router.get('/:owner/:name/_edit/:branch/:path(*)', showPath);

  router.get('/:owner/:name/commits', async (request, response) => {
    const { owner, name, place } = await placeOf(request, 'commits');
    const all = await repositories.log(owner, name, 'main', COMMITS_SHOWN);
    response.send(layout(place, `Commits of ${owner}/${name}`, commits(all)));
  });

  router.get('/:owner/:name/pulls', async (request, response) => {
    const { owner, name, place, base } = await placeOf(request, 'pulls');
    const all = await pulls.list(owner, name);
    response.send(layout(place, `Pull requests of ${owner}/${name}`, pullList(base, all)));
  });

  router.get('/:owner/:name/pulls/:number', async (request, response) => {
    const { owner, name, place, base } = await placeOf(request, 'pulls');
    const pull = await pulls.get(owner, name, Number(request.params.number));
    const diff = await pulls.diff(owner, name, pull.number);
    response.send(layout(place, `#${pull.number} ${pull.title}`, pullPage(base, pull, diff)));
  });

  router.post('/:owner/:name/pulls/:number/merge', async (request, response) => {
    requireSameOrigin(request);
    const { owner, name, number } = request.params;
    await pulls.merge(owner, name, Number(number));
    response.redirect(303, `${root}/${href(owner, name)}/pulls/${href(number)}`);
  });

  router.use(
    (
      error: unknown,
      _request: express.Request,
      response: express.Response,
      next: express.NextFunction,
    ) => {
      const status = isError(error) && STATUSES[error.name];
      if (!status || !isError(error)) {
        next(error);
        return;
      }
      response
        .status(status)
        .send(layout({ root }, 'Sandbox forge', refusal(`${root}/`, error.message)));
    },
  );

  return router;
}

/** A page of another site must not be able to merge in a visitor's name. */
function requireSameOrigin(request: express.Request): void {
  const origin = request.headers.origin;
  if (!origin || new URL(origin).host !== request.headers.host) {
    throw new NotAllowedError('Merge from the page of the pull request itself');
  }
}

function joined(...parts: Html[]): Html {
  return new Html(parts.map(part => part.text).join(''));
}
