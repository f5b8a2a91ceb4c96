import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { dataPipelinesPermissions } from 'backstage-plugin-data-pipelines-common';
import { parseHosts, preview } from 'backstage-plugin-data-pipelines-node';
import { ActionService, LastRuns } from './actions';
import { DiagnosisService } from './diagnosis';
import { JobService } from './jobs/JobService';
import { LogReader } from './logs';
import { registerRunActions } from './mcp/registerRunActions';
import { PipelineReader } from './pipeline/PipelineReader';
import { Platforms } from './platform/Platforms';
import { readRunLimits } from './platform/RunLimits';
import {
  AwsAccess,
  CachingJobProvider,
  CachingRunProvider,
  ClusterAccess,
  EmrContainersJobProvider,
  EmrSparkHistoryProvider,
  EmrVirtualClusterProvider,
  KubernetesPipelineProvider,
  readClusters,
  S3ObjectProvider,
  SnsTopicProvider,
  SqsQueueProvider,
  StepFunctionsRunControl,
  StepFunctionsRunProvider,
} from './provider';
import { ReadinessService } from './readiness/ReadinessService';
import { createRouter } from './router/createRouter';
import { DefaultRunService } from './service/DefaultRunService';

/** A checklist costs a dozen calls; what it tells changes in minutes. */
const READINESS_REFRESH_MS = 15_000;

/** Serves the runs of data pipelines, and the preview of a pipeline to be created. */
export const dataPipelinesPlugin = createBackendPlugin({
  pluginId: 'data-pipelines',
  register(env) {
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
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

        const runs = new DefaultRunService({
          runs: new CachingRunProvider(new StepFunctionsRunProvider(aws), limits),
          jobs: new CachingJobProvider(new EmrContainersJobProvider(aws), limits),
          limits,
          logger,
        });
        const objects = new S3ObjectProvider(aws);
        const logs = new LogReader(objects);
        const pipelines = new PipelineReader({ catalog, permissions, platforms });
        const actions = new ActionService({
          runs,
          control: new StepFunctionsRunControl(aws),
          objects,
          lastRuns: new LastRuns(runs, limits.maxPageSize),
        });
        const diagnoses = new DiagnosisService({ runs, logs, logger });
        registerRunActions({
          registry: deps.actionsRegistry,
          pipelines,
          runs,
          actions,
          diagnoses,
          auditor,
        });

        httpRouter.use(
          createRouter({
            runs,
            actions,
            jobs: new JobService({ runs, logs, sparkHistory: new EmrSparkHistoryProvider(aws) }),
            diagnoses,
            readiness: new ReadinessService({
              runs,
              platforms,
              cluster: new KubernetesPipelineProvider({
                clusters: new ClusterAccess(readClusters(config), access),
                logger,
                timeoutMs: limits.timeoutMs,
              }),
              objects,
              queues: new SqsQueueProvider(aws),
              topics: new SnsTopicProvider(aws),
              virtualClusters: new EmrVirtualClusterProvider(aws),
              refreshMs: READINESS_REFRESH_MS,
            }),
            pipelines,
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
