import type { Config } from '@backstage/config';
import { parseHosts, parsePlatforms, Settings } from 'backstage-plugin-data-pipelines-node';

/**
 * Platforms and Git hosts from app-config.
 *
 * @throws InputError that names each wrong key.
 */
export function readSettings(config: Config): Settings {
  return {
    platforms: parsePlatforms(config.getOptional('dataPipelines.platforms')),
    hosts: parseHosts(config.getOptional('integrations')),
  };
}
