/** Everything that is applied to a platform's cluster, by file, in the order of the names. Pure but for the health checks. */
import { stringify } from 'yaml';
import type { PlatformConfig } from '../config/schema.ts';
import type { StackOutputs } from '../outputs.ts';
import { access } from './access.ts';
import { argoCdChart, chartApplication, charts } from './charts.ts';
import { guard } from './guard.ts';
import { healthChecks } from './healthChecks.ts';
import { ARGO_CD, type KubeObject } from './KubeObject.ts';
import { platformProject, teamsProject } from './projects.ts';
import { sparkNodes } from './sparkNodes.ts';
import { teamRepos } from './teamRepos.ts';

const namespace = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
});

/** Objects by the name of their file. */
export function manifests(
  config: PlatformConfig,
  outputs: StackOutputs,
): Map<string, KubeObject[]> {
  const applications = charts(config, outputs).map(chart => chartApplication(config, chart));
  const [namespaceName] = config.portal.serviceAccount.split('/');
  const files: [string, KubeObject[]][] = [
    ['10-namespaces.yaml', [namespace(ARGO_CD), namespace(namespaceName!)]],
    ['20-access.yaml', access(config, applications.length > 0)],
    // Before anything comes from a team repo.
    ['30-guard.yaml', guard(config)],
    ['40-health-checks.yaml', healthChecks(config)],
    [
      '50-projects.yaml',
      [
        ...(applications.length > 0 ? [platformProject(config, outputs)] : []),
        teamsProject(config),
      ],
    ],
    ['60-charts.yaml', applications],
    ['70-spark-nodes.yaml', sparkNodes(config, outputs)],
    ['80-team-repos.yaml', [teamRepos(config)]],
  ];
  return new Map(files.filter(([, objects]) => objects.length > 0));
}

/** As text, for kubectl. */
export const printed = (objects: readonly KubeObject[]): string =>
  objects
    .map(object => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');

/** Values of Argo CD's own chart, for its first installation by Helm. */
export const argoCdValues = (config: PlatformConfig): string =>
  stringify(argoCdChart(config).values, { lineWidth: 0 });
