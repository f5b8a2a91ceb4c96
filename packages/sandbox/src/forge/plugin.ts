import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import Router from 'express-promise-router';
import { createApiRouter } from './apiRouter';
import { readForgeConfig } from './config';
import { requireGit } from './git';
import { createPagesRouter } from './pagesRouter';
import { PullRequests } from './PullRequests';
import { forgeServiceRef } from './service';
import { createSmartHttp } from './smartHttp';

/** The Git server of the sandbox at `/api/forge`: Gitea's API as far as Backstage calls it, git over HTTP, and pages. */
export const forgePlugin = createBackendPlugin({
  pluginId: 'forge',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        httpRouter: coreServices.httpRouter,
        repositories: forgeServiceRef,
      },
      async init({ config, logger, httpRouter, repositories }) {
        await requireGit();
        const { baseUrl, credentials } = readForgeConfig(config);
        const { origin } = new URL(baseUrl);
        const { username } = credentials;
        const pulls = new PullRequests(repositories);

        const router = Router();
        router.use('/api/v1', createApiRouter({ baseUrl, credentials, repositories, pulls }));
        router.all(
          '/:owner/:name.git/:service(*)',
          createSmartHttp({ origin, credentials, repositories, logger }),
        );
        router.use(createPagesRouter({ baseUrl, username, repositories, pulls }));
        httpRouter.use(router);
        // It has its own credentials, as Gitea has; git and a browser know nothing of Backstage's tokens.
        httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
      },
    });
  },
});
