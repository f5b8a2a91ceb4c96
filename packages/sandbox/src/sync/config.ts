import { resolve } from 'node:path';
import { Config } from '@backstage/config';

/** Settings of the sandbox's sync, from `dataPipelines` of app-config. */
export interface SandboxConfig {
  /** Folder of everything that the sync keeps. */
  directory: string;
  /** The Python that has the sample data's libraries. */
  python: string;
  accountId: string;
  region: string;
  /** Bearer token for reading the pipelines' objects; without one nobody may. */
  clusterToken?: string;
}

/**
 * Reads the settings.
 *
 * @throws Error naming the key that is missing.
 */
export function readSandboxConfig(config: Config): SandboxConfig {
  const sandbox = config.getConfig('dataPipelines.sandbox');
  const platform = config.getOptionalConfig('dataPipelines.platforms.sandbox');
  return {
    directory: resolve(sandbox.getOptionalString('directory') ?? '.sandbox', 'sync'),
    python: sandbox.getOptionalString('python') ?? 'python3',
    accountId: platform?.getOptionalString('accountId') ?? '123456789012',
    region: platform?.getOptionalString('region') ?? 'eu-west-1',
    clusterToken: sandbox.getOptionalString('clusterToken'),
  };
}
