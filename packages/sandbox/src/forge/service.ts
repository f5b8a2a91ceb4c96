import path from 'node:path';
import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { Repositories } from './Repositories';

export type { Forge, Push } from './Forge';

/** Reference to the Git server: its bare repositories under `dataPipelines.sandbox.directory`. */
export const forgeServiceRef = createServiceRef<Repositories>({
  id: 'sandbox.forge',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { config: coreServices.rootConfig },
      factory: ({ config }) =>
        new Repositories(
          path.resolve(config.getString('dataPipelines.sandbox.directory'), 'forge'),
        ),
    }),
});
