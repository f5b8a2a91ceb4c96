import { quoted } from './hostile';
import { Host, Hosts, HostType } from './hosts';

/** Where the team repo will be. */
export interface Repository {
  host: string;
  type: HostType;
  /** The organisation, group, workspace or account that holds the repository. */
  owner: string;
  /** Only where the host has projects: Bitbucket and Azure. */
  project?: string;
  name: string;
  /** As Backstage's publish actions take it: only the parts that this host has. */
  repoUrl: string;
  defaultBranch: string;
  /** Page for people. */
  url: string;
  /** Address that `git clone` and Argo CD take. */
  cloneUrl: string;
  /** The catalog-info.yaml at its top, as Backstage reads it. */
  catalogInfoUrl: string;
}

/** Names of the parts of `repoUrl`, in the words of RepoUrlPicker. */
const OWNER_PARTS: Record<HostType, string[]> = {
  github: ['owner'],
  gitlab: ['owner'],
  gitea: ['owner'],
  bitbucketCloud: ['workspace'],
  azure: ['organization', 'owner'],
};
const HAS_PROJECT: readonly HostType[] = ['bitbucketCloud', 'azure'];

/** RepoUrlPicker keeps what was typed for another host before; only unknown and repeated parts are refused. */
const KNOWN_PARTS = ['owner', 'organization', 'workspace', 'project', 'repo'];

const SEGMENT = '[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_-])?';
const OWNER = new RegExp(`^${SEGMENT}$`);
const GROUP_PATH = new RegExp(`^${SEGMENT}(?:/${SEGMENT}){0,5}$`);
const PROJECT = /^[A-Za-z0-9_](?:[A-Za-z0-9_. -]{0,62}[A-Za-z0-9_-])?$/;
const NAME = new RegExp(`^(?!.*\\.(?:git|wiki|atom)$)(?!.*\\.\\.)${SEGMENT}$`);

function urls(
  base: string,
  type: HostType,
  owner: string,
  project: string,
  name: string,
  branch: string,
) {
  const url = `${base}/${owner}/${name}`;
  const file = 'catalog-info.yaml';
  switch (type) {
    case 'gitea':
      return { url, cloneUrl: `${url}.git`, catalogInfoUrl: `${url}/src/branch/${branch}/${file}` };
    case 'gitlab':
      return { url, cloneUrl: `${url}.git`, catalogInfoUrl: `${url}/-/blob/${branch}/${file}` };
    case 'bitbucketCloud':
      return { url, cloneUrl: `${url}.git`, catalogInfoUrl: `${url}/src/${branch}/${file}` };
    case 'azure': {
      const azure = `${base}/${owner}/${encodeURIComponent(project)}/_git/${name}`;
      return { url: azure, cloneUrl: azure, catalogInfoUrl: `${azure}?path=/${file}` };
    }
    default:
      return { url, cloneUrl: `${url}.git`, catalogInfoUrl: `${url}/blob/${branch}/${file}` };
  }
}

function wrongPart(part: string): { fault: string } {
  return {
    fault: `the part "${part}" of a repository is letters, digits, "_", "-" and dots, and must be there; write it so`,
  };
}

/**
 * Takes RepoUrlPicker's `host?owner=OWNER&repo=NAME` apart. Returns the repository, or in `fault` what is wrong with it.
 */
export function parseRepoUrl(
  repoUrl: string,
  hosts: Hosts,
): { repository: Repository } | { fault: string } {
  const [hostName, query = ''] = repoUrl.split('?', 2);
  const host: Host | undefined = Object.hasOwn(hosts, hostName) ? hosts[hostName] : undefined;
  if (!host) {
    const known = Object.keys(hosts).join(', ');
    return {
      fault: `the portal does not know the Git host ${quoted(hostName)}; use one of ${known}, or add it to integrations in app-config`,
    };
  }
  const parts = new URLSearchParams(query);
  const hasProject = HAS_PROJECT.includes(host.type);
  for (const part of parts.keys()) {
    if (!KNOWN_PARTS.includes(part) || parts.getAll(part).length > 1) {
      return {
        fault: `a repository has the parts ${KNOWN_PARTS.join(', ')}, each at most once; remove ${quoted(part)}`,
      };
    }
  }
  const ownerPart =
    OWNER_PARTS[host.type].find(part => parts.has(part)) ?? OWNER_PARTS[host.type][0];
  const owner = parts.get(ownerPart) ?? '';
  const name = parts.get('repo') ?? '';
  const project = (hasProject && parts.get('project')) || '';
  if (!(host.type === 'gitlab' ? GROUP_PATH : OWNER).test(owner) || owner.includes('..'))
    return wrongPart(ownerPart);
  if (!NAME.test(name)) return wrongPart('repo');
  if (hasProject && (!PROJECT.test(project) || project.includes('..'))) return wrongPart('project');
  const defaultBranch = 'main';
  const picked = new URLSearchParams({
    [ownerPart]: owner,
    ...(project ? { project } : {}),
    repo: name,
  });
  return {
    repository: {
      host: hostName,
      type: host.type,
      owner,
      ...(project ? { project } : {}),
      name,
      repoUrl: `${hostName}?${picked}`,
      defaultBranch,
      ...urls(host.baseUrl, host.type, owner, project, name, defaultBranch),
    },
  };
}
