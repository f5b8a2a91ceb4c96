import express, { Router } from 'express';
import { requireOwnOrigin } from '../origin';
import { layout } from './layout';
import type { PageOf, PageOptions } from './page';
import { pullList, pullPage } from './pullPages';

/** Adds the pages of pull requests, where they are opened and merged. */
export function addPullRoutes(router: Router, options: PageOptions, pageOf: PageOf): void {
  const { baseUrl, pulls } = options;
  const { origin } = new URL(baseUrl);

  router.get('/:owner/:name/pulls', async (request, response) => {
    const { owner, name, place, base } = await pageOf(request, 'pulls');
    const all = await pulls.list(owner, name);
    const candidates = await pulls.branchesToPull(owner, name, 'main');
    const page = pullList(base, all, candidates);
    response.send(layout(place, `Pull requests of ${owner}/${name}`, page));
  });

  router.get('/:owner/:name/pulls/:number', async (request, response) => {
    const { owner, name, place, base } = await pageOf(request, 'pulls');
    const pull = await pulls.get(owner, name, Number(request.params.number));
    const diff = await pulls.diff(owner, name, pull.number);
    response.send(layout(place, `#${pull.number} ${pull.title}`, pullPage(base, pull, diff)));
  });

  router.post(
    '/:owner/:name/pulls',
    express.urlencoded({ extended: false, limit: '16kb' }),
    async (request, response) => {
      requireOwnOrigin(origin, request);
      const { owner, name, base } = await pageOf(request, 'pulls');
      const { title, head } = request.body as Record<string, unknown>;
      const wish = { title: String(title ?? ''), head: String(head ?? ''), body: '', base: 'main' };
      const pull = await pulls.create(owner, name, wish);
      response.redirect(303, `${base}/pulls/${pull.number}`);
    },
  );

  router.post('/:owner/:name/pulls/:number/merge', async (request, response) => {
    requireOwnOrigin(origin, request);
    const { owner, name, base } = await pageOf(request, 'pulls');
    const pull = await pulls.merge(owner, name, Number(request.params.number));
    response.redirect(303, `${base}/pulls/${pull.number}`);
  });
}
