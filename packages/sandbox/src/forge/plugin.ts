import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import Router from 'express-promise-router';
import { createApiRouter } from './apiRouter';
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
        const baseUrl = `${config.getString('backend.baseUrl')}/api/forge`;
        const host = new URL(baseUrl).host;
        const integration = config
          .getConfigArray('integrations.gitea')
          .find(one => one.getString('host') === host);
        if (!integration) {
          throw new Error(
            `integrations.gitea has no entry with host '${host}': add it, for the forge takes its user from there`,
          );
        }
        const credentials = {
          username: integration.getString('username'),
          password: integration.getString('password'),
        };
        const pulls = new PullRequests(repositories);

        const router = Router();
        router.use('/api/v1', createApiRouter({ baseUrl, credentials, repositories, pulls }));
        router.all(
          '/:owner/:name.git/:service(*)',
          createSmartHttp({ credentials, repositories, logger }),
        );
        router.use(createPagesRouter({ root: new URL(baseUrl).pathname, repositories, pulls }));
        httpRouter.use(router);
        // It has its own credentials, as Gitea has; git and a browser know nothing of Backstage's tokens.
        httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
      },
    });
  },
});
