import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** How the portal reaches a cluster's API server. */
export type ClusterSettings = { name: string } & (
  | { access: 'eks' }
  | { access: 'inCluster' }
  | { access: 'kubeconfig'; context?: string; file?: string }
  | { access: 'url'; url: string; caData?: string; token?: string }
);

const ACCESS = ['eks', 'inCluster', 'kubeconfig', 'url'] as const;

/** Reads `dataPipelines.clusters`; config.d.ts documents it. @throws InputError that names key, value and remedy. */
export function readClusters(root: Config): Map<string, ClusterSettings> {
  const section = root.getOptionalConfig('dataPipelines.clusters');
  return new Map(
    (section?.keys() ?? []).map(name => [name, readOne(section!.getConfig(name), name)]),
  );
}

function readOne(config: Config, name: string): ClusterSettings {
  const access = config.getString('access');
  switch (access) {
    case 'eks':
    case 'inCluster':
      return { name, access };
    case 'kubeconfig':
      return {
        name,
        access,
        context: config.getOptionalString('context'),
        file: config.getOptionalString('file'),
      };
    case 'url':
      return {
        name,
        access,
        url: config.getString('url'),
        caData: config.getOptionalString('caData'),
        token: config.getOptionalString('token'),
      };
    default:
      throw new InputError(
        `dataPipelines.clusters.${name}.access is "${access}": give one of ${ACCESS.join(', ')}`,
      );
  }
}
