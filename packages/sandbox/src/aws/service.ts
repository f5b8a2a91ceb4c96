import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import type { LocalAws } from './LocalAws';
import { LocalAwsProcess } from './LocalAwsProcess';
import { readLocalAwsSettings } from './settings';

export type { LocalAws, LocalAwsStatus } from './LocalAws';

/** Reference to the local AWS; it starts with the first plugin that needs it and ends with the backend. */
export const localAwsServiceRef = createServiceRef<LocalAws>({
  id: 'sandbox.aws',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.rootLogger,
        lifecycle: coreServices.rootLifecycle,
      },
      factory({ config, logger, lifecycle }) {
        const process_ = new LocalAwsProcess(
          readLocalAwsSettings(config),
          logger.child({ plugin: 'local-aws' }),
        );
        lifecycle.addShutdownHook(() => process_.stop());
        process_.start();
        return process_;
      },
    }),
});
