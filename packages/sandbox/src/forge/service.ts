import path from 'node:path';
import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { Repositories } from './Repositories';

/** One push or merge. */
export interface Push {
  owner: string;
  name: string;
  branch: string;
  commit: string;
}

/** The Git server of the sandbox, as the sync sees it. */
export interface Forge {
  /** Calls the listener after each push or merge; the answer ends that. */
  onPush(listener: (push: Push) => void): () => void;
  repositories(): Promise<{ owner: string; name: string }[]>;
  /** The regular files of a branch or commit; `main` when none is named. */
  readTree(
    owner: string,
    name: string,
    ref?: string,
  ): Promise<{ commit: string; files: Map<string, Buffer> }>;
}

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
