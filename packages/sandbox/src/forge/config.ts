import { RootConfigService } from '@backstage/backend-plugin-api';
import { Credentials } from './credentials';

/** Where the forge is reached, and by whom it may be written to. */
export interface ForgeConfig {
  /** Its address, without a slash at its end. */
  baseUrl: string;
  credentials: Credentials;
}

/**
 * Reads the settings from where the portal's own reader and publisher have theirs, so that they always agree.
 *
 * @throws Error naming the entry of `integrations.gitea` that is missing
 */
export function readForgeConfig(config: RootConfigService): ForgeConfig {
  const baseUrl = `${config.getString('backend.baseUrl').replace(/\/+$/, '')}/api/forge`;
  const { host } = new URL(baseUrl);
  const integration = config
    .getOptionalConfigArray('integrations.gitea')
    ?.find(one => one.getString('host') === host);
  if (!integration) {
    throw new Error(
      `integrations.gitea has no entry with host '${host}', from which the forge takes its user: add one with baseUrl '${baseUrl}', username and password`,
    );
  }
  const username = integration.getString('username');
  return { baseUrl, credentials: { username, password: integration.getString('password') } };
}
