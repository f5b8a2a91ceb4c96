import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  coreServices,
  createBackendPlugin,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { applyDefaults, compileGraph } from 'backstage-plugin-data-pipelines-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { localAwsServiceRef } from '../aws/service';
import { forgeServiceRef } from '../forge/service';
import { ClientPool } from './apply/clientPool';
import { ObjectApplier } from './apply/objectApplier';
import { PipelineSync } from './apply/pipelineSync';
import { readSandboxConfig } from './config';
import { DropService } from './drop/dropService';
import { SampleData } from './drop/sampleData';
import { RunEvents } from './push/RunEvents';
import { GitSync } from './gitSync';
import { createRouter } from './router';
import { StatusStore } from './status/statusStore';
import { JobRunner } from './steps/jobRunner';

// Milliseconds; how often the pipelines' CronJobs run here, and drift is looked for.
const REFRESH = 15 * 60 * 1000;
// Milliseconds; how often what failed is tried again.
const RETRY = 60 * 1000;

/** Backend plugin `sandbox`: syncs the forge's team repos to the local AWS, and serves what became of it. */
export const sandboxPlugin = createBackendPlugin({
  pluginId: 'sandbox',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.rootLifecycle,
        logger: coreServices.logger,
        forge: forgeServiceRef,
        aws: localAwsServiceRef,
      },
      async init({ config, events, httpAuth, httpRouter, lifecycle, logger, forge, aws }) {
        const settings = readSandboxConfig(config);
        const { accountId, region, directory } = settings;
        const scratch = join(directory, 'tmp');
        // What a killed process left.
        await rm(scratch, { recursive: true, force: true });
        const store = new StatusStore(join(directory, 'pipelines'), error =>
          logger.warn(`the status of a pipeline is not kept: ${error.message}`),
        );
        const clients = new ClientPool({ endpoint: aws.endpoint, accountId });
        const sync = new GitSync({
          forge,
          aws,
          store,
          logger,
          sync: new PipelineSync({
            store,
            applier: new ObjectApplier(clients),
            jobs: new JobRunner(scratch, aws.env),
            compiler: { compileGraph, applyDefaults },
            platform: { accountId, region },
          }),
        });
        const samples = new SampleData(
          settings.python,
          resolvePackagePath('sandbox', 'data'),
          scratch,
        );
        httpRouter.use(
          createRouter({
            httpAuth,
            store,
            drops: new DropService(clients, samples, forge),
            aws,
            clusterToken: settings.clusterToken,
          }),
        );
        // A token of its own guards it, as that of a cluster would.
        httpRouter.addAuthPolicy({ path: '/kubernetes', allow: 'unauthenticated' });
        const tell = (error: Error) =>
          logger.warn(`the pipelines are not synced again: ${error.message}`);
        const push = new RunEvents({
          aws,
          clients: clients.region(region),
          events,
          topic: config.getOptionalString('dataPipelines.sync.topic') ?? 'data-pipelines',
          logger,
        });
        const timers: NodeJS.Timeout[] = [];
        lifecycle.addStartupHook(async () => {
          aws.onRestart(() => void sync.restart().catch(tell));
          push.start();
          await sync.start();
          timers.push(
            setInterval(() => void sync.refresh(true).catch(tell), REFRESH),
            setInterval(() => sync.retryFailed(), RETRY),
          );
        });
        lifecycle.addShutdownHook(async () => {
          timers.forEach(clearInterval);
          await push.stop();
          await sync.stop();
          clients.close();
        });
      },
    });
  },
});
