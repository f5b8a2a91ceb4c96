import { InputError } from '@backstage/errors';

/** Kinds of Git hosts that pipelines can be published to, in the words of Backstage's integrations. */
export const HOST_TYPES = ['github', 'gitlab', 'gitea', 'bitbucketCloud', 'azure'] as const;
export type HostType = (typeof HOST_TYPES)[number];

/** A Git host that the portal knows. */
export interface Host {
  type: HostType;
  /** Address under which its repositories are, without a slash at the end. */
  baseUrl: string;
}

/** All hosts by host name (and port), as in `repoUrl`. */
export type Hosts = Readonly<Record<string, Host>>;

/** Hosts that Backstage knows without any setting. */
const WELL_KNOWN: Record<string, HostType> = {
  'github.com': 'github',
  'gitlab.com': 'gitlab',
  'bitbucket.org': 'bitbucketCloud',
  'dev.azure.com': 'azure',
};

/** The hosts of a portal without an `integrations` setting. */
export const DEFAULT_HOSTS: Hosts = parseHosts(undefined);

/**
 * Reads `integrations` of app-config: only which hosts there are, never their credentials.
 *
 * @throws InputError when an entry is not as Backstage wants it.
 */
export function parseHosts(integrations: unknown): Hosts {
  const hosts: Record<string, Host> = Object.create(null);
  for (const [host, type] of Object.entries(WELL_KNOWN))
    hosts[host] = { type, baseUrl: `https://${host}` };
  if (integrations === undefined || integrations === null) return hosts;
  if (typeof integrations !== 'object')
    throw new InputError(
      'integrations in app-config must be a group of lists, one for each kind of host',
    );
  for (const type of HOST_TYPES) {
    const entries = (integrations as Record<string, unknown>)[type];
    if (entries === undefined) continue;
    if (!Array.isArray(entries))
      throw new InputError(
        `integrations.${type} in app-config must be a list; put "- " before its host`,
      );
    for (const entry of entries) {
      const host = entry?.host ?? Object.keys(WELL_KNOWN).find(known => WELL_KNOWN[known] === type);
      if (typeof host !== 'string')
        throw new InputError(
          `integrations.${type} in app-config has an entry without host; write its host`,
        );
      const baseUrl = typeof entry.baseUrl === 'string' ? entry.baseUrl : `https://${host}`;
      hosts[host] = { type, baseUrl: baseUrl.replace(/\/+$/, '') };
    }
  }
  return hosts;
}
