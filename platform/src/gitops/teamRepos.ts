/** Finds the team repos, and makes of each an Application of its folder argocd/, from where everything else follows. */
import type { PlatformConfig } from '../config/schema.ts';
import { ARGO_CD, clusterServer, type KubeObject } from './KubeObject.ts';
import { TEAMS_PROJECT } from './projects.ts';

/** A team repo is named after its team, so that nobody can bring the pipelines of another. */
const NAMED_AFTER_TEAM = '^[a-z][a-z0-9]{1,19}-pipelines$';

function generator(config: PlatformConfig): Record<string, unknown> {
  const { host, organization, url, topic, tokenSecret, repositories } = config.gitOps;
  const tokenRef = { secretName: tokenSecret, key: 'token' };
  const filter = (more: Record<string, unknown>) => [
    { repositoryMatch: NAMED_AFTER_TEAM, pathsExist: ['argocd/applications.yaml'], ...more },
  ];
  switch (host) {
    case 'github':
      return {
        scmProvider: {
          cloneProtocol: 'https',
          github: { organization, tokenRef, ...(url ? { api: `${url}/api/v3/` } : {}) },
          filters: filter({ labelMatch: `^${topic}$` }),
        },
      };
    case 'gitlab':
      return {
        scmProvider: {
          cloneProtocol: 'https',
          gitlab: {
            group: organization,
            includeSubgroups: false,
            topic,
            tokenRef,
            ...(url ? { api: `${url}/` } : {}),
          },
          filters: filter({}),
        },
      };
    case 'gitea':
      // Argo CD reads a Gitea repository's labels (of issues), not its topics.
      return {
        scmProvider: {
          cloneProtocol: 'https',
          gitea: { owner: organization, api: `${url}/`, tokenRef },
          filters: filter({ labelMatch: `^${topic}$` }),
        },
      };
    default:
      return {
        list: {
          elements: repositories.map(address => ({
            repository: address
              .split('/')
              .at(-1)!
              .replace(/\.git$/, ''),
            url: address,
            branch: 'HEAD',
          })),
        },
      };
  }
}

export function teamRepos(config: PlatformConfig): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'team-repos', namespace: ARGO_CD },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [generator(config)],
      // A repository that loses its topic, or a token that expires, must not take pipelines away: offboarding is by hand.
      syncPolicy: { applicationsSync: 'create-update', preserveResourcesOnDeletion: true },
      template: {
        // The dot keeps these names apart from those of pipelines, and the guard knows them by it.
        metadata: { name: 'team.{{ trimSuffix "-pipelines" .repository }}', namespace: ARGO_CD },
        spec: {
          project: TEAMS_PROJECT,
          source: {
            repoURL: '{{ .url }}',
            targetRevision: '{{ .branch }}',
            path: 'argocd',
            directory: { include: '{project.yaml,applications.yaml}' },
          },
          destination: { server: clusterServer(config), namespace: ARGO_CD },
          syncPolicy: {
            automated: { prune: false, selfHeal: true },
            syncOptions: ['FailOnSharedResource=true'],
            // A commit that mends what was refused is taken up by the next try, at most a minute later.
            retry: {
              limit: 10,
              refresh: true,
              backoff: { duration: '10s', factor: 2, maxDuration: '1m' },
            },
          },
        },
      },
    },
  };
}
