import { NotFoundError } from '@backstage/errors';
import type { Request, Response, Router } from 'express';
import { git } from '../git';
import { diffView } from './diffPage';
import { html, href } from './html';
import { layout } from './layout';
import type { PageOf, PageOptions } from './page';
import {
  cloneHint,
  commitHead,
  commits,
  crumbs,
  emptyRepository,
  file,
  folder,
  lastCommit,
} from './repositoryPages';

const COMMITS_SHOWN = 100;

/** Adds the pages of files and commits; their paths are Gitea's, which the catalog links to. */
export function addFileRoutes(router: Router, options: PageOptions, pageOf: PageOf): void {
  const { baseUrl, username, repositories } = options;

  const show = async (request: Request, response: Response, branch: string, path: string) => {
    const { owner, name, place, base } = await pageOf(request, 'files');
    const found = await repositories.read(owner, name, branch, path);
    const here = `${base}/src/branch/${href(branch)}`;
    const clone = cloneHint(`${baseUrl}/${href(owner, name)}.git`, username);
    const body =
      'entries' in found
        ? html`${folder(here, path, found.entries)}${!path && clone}`
        : file(found.content);
    const [newest] = await repositories.log(owner, name, branch, 1);
    const above = path ? crumbs(here, branch, name, path) : lastCommit(branch, newest);
    const page = html`${above}${body}`;
    response.send(layout(place, `${path || name} in ${owner}/${name}`, page));
  };

  router.get('/:owner/:name', async (request, response) => {
    const { owner, name, place } = await pageOf(request, 'files');
    if ((await repositories.branches(owner, name)).has('main')) {
      await show(request, response, 'main', '');
      return;
    }
    const clone = cloneHint(`${baseUrl}/${href(owner, name)}.git`, username);
    const page = html`${emptyRepository()}${clone}`;
    response.send(layout(place, `${owner}/${name}`, page));
  });

  // A branch may have slashes in its name, so only the branches that are there tell where the path begins.
  // `_edit` is where the catalog's pencil leads; changes are made by git.
  router.get(
    ['/:owner/:name/src/branch/:rest(*)', '/:owner/:name/_edit/:rest(*)'],
    async (request, response) => {
      const { owner, name, rest } = request.params as Record<'owner' | 'name' | 'rest', string>;
      const branches = [...(await repositories.branches(owner, name)).keys()];
      const named = branches.find(branch => rest === branch || rest.startsWith(`${branch}/`));
      const branch = named ?? rest.split('/')[0];
      await show(request, response, branch, rest.slice(branch.length + 1));
    },
  );

  router.get('/:owner/:name/commits', async (request, response) => {
    const { owner, name, place, base } = await pageOf(request, 'commits');
    const all = await repositories.log(owner, name, 'main', COMMITS_SHOWN);
    response.send(layout(place, `Commits of ${owner}/${name}`, commits(base, all)));
  });

  router.get('/:owner/:name/commit/:id', async (request, response) => {
    const { owner, name, place } = await pageOf(request, 'commits');
    const [commit] = await repositories.log(owner, name, request.params.id, 1);
    if (!commit) throw new NotFoundError(`There is no commit ${request.params.id}`);
    const directory = await repositories.directoryOf(owner, name);
    // Of a merge: what it brought to the branch it went into.
    const shown = ['diff-tree', '-p', '--root', '--no-commit-id', '--no-ext-diff', '-m'];
    const diff = await git(directory, [...shown, '--first-parent', commit.id]);
    const page = html`${commitHead(commit)}${diffView(diff.toString())}`;
    response.send(layout(place, commit.subject, page));
  });
}
