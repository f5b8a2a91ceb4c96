import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createPlanAction } from './actions/plan';
import { createRenderAction } from './actions/render';
import { readSettings } from './settings';

/** Adds `data-pipelines:plan` and `data-pipelines:render` to the scaffolder. */
export const dataPipelinesModule = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'data-pipelines',
  register({ registerInit }) {
    registerInit({
      deps: {
        scaffolder: scaffolderActionsExtensionPoint,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        reader: coreServices.urlReader,
      },
      async init({ scaffolder, config, logger, reader }) {
        const settings = () => readSettings(config);
        try {
          settings();
        } catch (error) {
          // The scaffolder has other templates too: it starts, and each form says what is wrong.
          logger.error(`data pipelines cannot be created: ${(error as Error).message}`);
        }
        scaffolder.addActions(
          createPlanAction({ settings, reader }),
          createRenderAction({ settings }),
        );
      },
    });
  },
});
