/** What Argo CD may bring from where: the platform's own charts, and the team repos that are found. */
import type { PlatformConfig } from '../config/schema.ts';
import type { StackOutputs } from '../outputs.ts';
import { charts } from './charts.ts';
import { ARGO_CD, clusterServer, type KubeObject } from './KubeObject.ts';
import { repositoryPatterns } from './repositories.ts';

export const TEAMS_PROJECT = 'data-pipelines-teams';
export const PLATFORM_PROJECT = 'data-pipelines-platform';

function project(name: string, spec: Record<string, unknown>): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: ARGO_CD },
    spec: {
      ...spec,
      // A managed Argo CD asks for it; any other looks into this namespace anyway.
      sourceNamespaces: [ARGO_CD],
    },
  };
}

export function platformProject(config: PlatformConfig, outputs: StackOutputs): KubeObject {
  const all = charts(config, outputs);
  const namespaces = [...new Set(['kube-system', ...all.map(chart => chart.namespace)])];
  return project(PLATFORM_PROJECT, {
    description: 'Controllers of the platform: charts at pinned versions',
    sourceRepos: [...new Set(all.map(chart => chart.repository))],
    destinations: namespaces.map(namespace => ({ server: clusterServer(config), namespace })),
    // Controllers bring kinds, roles and webhooks of the cluster.
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
  });
}

/** Team repos may bring their own projects and applications, nothing else; what those may be says the guard. */
export function teamsProject(config: PlatformConfig): KubeObject {
  return project(TEAMS_PROJECT, {
    description: "Team repos' own projects and applications",
    sourceRepos: repositoryPatterns(config),
    destinations: [{ server: clusterServer(config), namespace: ARGO_CD }],
    namespaceResourceWhitelist: ['AppProject', 'Application', 'ApplicationSet'].map(kind => ({
      group: 'argoproj.io',
      kind,
    })),
  });
}
