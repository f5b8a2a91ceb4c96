import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { LocalAwsProcess } from './LocalAwsProcess';
import { readLocalAwsSettings } from './settings';

/** Whether the local AWS answers. */
export interface LocalAwsStatus {
  state: 'starting' | 'ready' | 'failed';
  /** One sentence when there is something to say: why it failed, what to do. */
  message?: string;
}

/** The local AWS: one process of this machine that plays the services that a pipeline uses. */
export interface LocalAws {
  /** Its address, on the loopback interface. */
  endpoint: string;
  /** Resolves once it answers; rejects with a sentence when it cannot be started. */
  ready(): Promise<void>;
  /** Variables that lead a script to it: endpoint, credentials, region, and a PATH with the `aws` command. */
  env: Record<string, string>;
  status(): LocalAwsStatus;
  /** Calls the listener when it answers again after it had ended: all that it held is gone then. */
  onRestart(listener: () => void): () => void;
}

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
