import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { dataPipelinesPermissions } from 'backstage-plugin-data-pipelines-common';
import { parseHosts, preview } from 'backstage-plugin-data-pipelines-node';
import { PipelineReader } from './pipeline/PipelineReader';
import { Platforms } from './platform/Platforms';
import { readRunLimits } from './platform/RunLimits';
import {
  AwsAccess,
  CachingJobProvider,
  CachingRunProvider,
  EmrContainersJobProvider,
  StepFunctionsRunProvider,
} from './provider';
import { createRouter } from './router/createRouter';
import { DefaultRunService } from './service/DefaultRunService';

/** Serves the runs of data pipelines, and the preview of a pipeline to be created. */
export const dataPipelinesPlugin = createBackendPlugin({
  pluginId: 'data-pipelines',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init(deps) {
        const { auditor, catalog, config, httpAuth, httpRouter, logger, permissions } = deps;
        deps.permissionsRegistry.addPermissions(dataPipelinesPermissions);

        const platforms = Platforms.fromConfig(config);
        const hosts = parseHosts(config.getOptional('integrations'));
        const limits = readRunLimits(config);
        const access = new AwsAccess(config, platforms, limits.timeoutMs);
        const aws = { access, logger, timeoutMs: limits.timeoutMs };

        httpRouter.use(
          createRouter({
            runs: new DefaultRunService({
              runs: new CachingRunProvider(new StepFunctionsRunProvider(aws), limits),
              jobs: new CachingJobProvider(new EmrContainersJobProvider(aws), limits),
              limits,
              logger,
            }),
            pipelines: new PipelineReader({ catalog, permissions, platforms }),
            preview: form => preview(form, platforms.byName, { hosts }),
            platforms,
            limits,
            auditor,
            httpAuth,
          }),
        );
      },
    });
  },
});
