import { isError, NotFoundError } from '@backstage/errors';
import express from 'express';
import Router from 'express-promise-router';
import { addFileRoutes } from './pages/fileRoutes';
import { href } from './pages/html';
import { layout } from './pages/layout';
import type { PageOf, PageOptions } from './pages/page';
import { addPullRoutes } from './pages/pullRoutes';
import { refusal } from './pages/pullPages';
import { repositoryList } from './pages/repositoryPages';
import { STYLE } from './pages/style';

const POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const STATUSES: Record<string, number> = {
  InputError: 400,
  NotAllowedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
};

/** The pages for people: files, commits, pull requests. */
export function createPagesRouter(options: PageOptions): express.Router {
  const { baseUrl, repositories, pulls } = options;
  const root = new URL(baseUrl).pathname;
  const router = Router();

  router.use((_request, response, next) => {
    response.setHeader('Content-Security-Policy', POLICY);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    // A browser that may tell no referrer tells no origin either, which merging asks for.
    response.setHeader('Referrer-Policy', 'same-origin');
    next();
  });

  router.get('/style.css', (_request, response) => {
    response.type('text/css').send(STYLE);
  });

  router.get('/', async (_request, response) => {
    const all = await repositories.repositories();
    response.send(layout({ root }, 'Sandbox forge', repositoryList(root, all)));
  });

  const pageOf: PageOf = async (request, tab) => {
    const { owner, name } = request.params;
    const open = (await pulls.list(owner, name)).filter(pull => pull.state === 'open').length;
    const place = { root, owner, name, tab, openPulls: open };
    return { owner, name, place, base: `${root}/${href(owner, name)}` };
  };
  addFileRoutes(router, options, pageOf);
  addPullRoutes(router, options, pageOf);

  router.use(request => {
    throw new NotFoundError(`The forge has no page ${request.path}`);
  });
  router.use(asPage(root));
  return router;
}

function asPage(root: string): express.ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const status = isError(error) && STATUSES[error.name];
    if (!status || !isError(error) || response.headersSent) {
      next(error);
      return;
    }
    // From an action back to its page; from a page that is not there to the beginning.
    const back =
      request.method === 'POST' ? root + request.path.replace(/\/merge$/, '') : `${root}/`;
    response.status(status).send(layout({ root }, 'Sandbox forge', refusal(back, error.message)));
  };
}
