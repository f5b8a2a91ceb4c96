import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef, metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { dataPipelinesPermissions } from 'backstage-plugin-data-pipelines-common';
import { parseHosts, preview } from 'backstage-plugin-data-pipelines-node';
import { ActionService } from './actions';
import { AwsBudget } from './budget';
import { createIndex } from './createIndex';
import { DiagnosisService } from './diagnosis';
import { JobService } from './jobs/JobService';
import { CachingLogReader, LogReader } from './logs';
import { registerRunActions } from './mcp/registerRunActions';
import { publishMetrics } from './metrics';
import { RunNotifier } from './notify/RunNotifier';
import { PipelineReader } from './pipeline/PipelineReader';
import { ReadablePipelines } from './pipeline/ReadablePipelines';
import { Platforms } from './platform/Platforms';
import { readRunLimits } from './platform/RunLimits';
import { readSyncSettings } from './platform/SyncSettings';
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
import { openDatabase } from './store';

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
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
      },
      async init(deps) {
        const { auditor, auth, catalog, config, httpAuth, httpRouter, logger, permissions } = deps;
        deps.permissionsRegistry.addPermissions(dataPipelinesPermissions);

        const platforms = Platforms.fromConfig(config);
        const hosts = parseHosts(config.getOptional('integrations'));
        const limits = readRunLimits(config);
        const sync = readSyncSettings(config);
        const access = new AwsAccess(config, platforms, limits.timeoutMs);
        const budget = AwsBudget.fromConfig(config);
        const aws = { access, budget, logger, timeoutMs: limits.timeoutMs };
        const calm = { ...aws, background: true };

        const index = createIndex({
          knex: await openDatabase(deps.database),
          catalog,
          auth,
          platforms,
          signals: deps.signals,
          live: {
            runs: new CachingRunProvider(new StepFunctionsRunProvider(aws), limits),
            jobs: new CachingJobProvider(new EmrContainersJobProvider(aws), limits),
          },
          background: {
            runs: new StepFunctionsRunProvider(calm),
            jobs: new EmrContainersJobProvider(calm),
          },
          ...(config.getOptionalBoolean('dataPipelines.notifications.enabled') !== false && {
            notifier: new RunNotifier(deps.notifications),
          }),
          limits,
          sync,
          logger,
        });
        publishMetrics(deps.metrics, { budget, events: index.events.counts, ...index.stores });
        const { runs } = index;
        await deps.events.subscribe({
          id: 'data-pipelines',
          topics: [sync.topic],
          onEvent: ({ eventPayload }) => index.events.take(eventPayload),
        });
        await deps.scheduler.scheduleTask({
          id: 'data-pipelines-reconcile',
          scope: 'global',
          frequency: { milliseconds: sync.everyMs },
          timeout: { minutes: 5 },
          initialDelay: { seconds: 3 },
          fn: async signal => {
            const round = await index.reconciler.run(signal);
            logger.debug(`Reconciled: ${JSON.stringify(round)}`);
          },
        });
        deps.lifecycle.addShutdownHook(() => index.stop());

        const objects = new S3ObjectProvider(aws);
        const logs = new CachingLogReader(new LogReader(objects));
        const pipelines = new PipelineReader({
          catalog,
          permissions,
          platforms,
          holders: index.stores.pipelines,
        });
        const actions = new ActionService({
          runs,
          control: new StepFunctionsRunControl(aws),
          objects,
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
            overview: index.overview,
            readable: new ReadablePipelines(permissions),
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
