/**
 * What a team repo can ask of Argo CD, enforced by the API server itself. A team that may write its folder argocd/ could
 * otherwise give itself a project that reaches everything. Argo CD writes on each object which Application brings it
 * (`argocd.argoproj.io/tracking-id`), so the team is known and cannot be made up.
 */
import type { PlatformConfig } from '../config/schema.ts';
import { ARGO_CD, clusterServer, type KubeObject } from './KubeObject.ts';
import { repositoriesOfTeam } from './repositories.ts';

const TRACKED_BY = `object.metadata.?annotations["argocd.argoproj.io/tracking-id"].orValue("").split(":")[0]`;

interface Policy {
  name: string;
  rules: { apiGroups: string[]; apiVersions: string[]; resources: string[] };
  matchConditions: { name: string; expression: string }[];
  variables: { name: string; expression: string }[];
  validations: { expression: string; message?: string; messageExpression?: string }[];
}

function admission({ name, rules, ...spec }: Policy): KubeObject[] {
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: [{ ...rules, operations: ['CREATE', 'UPDATE'] }] },
        ...spec,
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ];
}

/** Projects and applications that come from a team repo. */
function teamRepos(config: PlatformConfig): KubeObject[] {
  const server = clusterServer(config);
  const rgd = `object.metadata.name == variables.team + '-rgd'`;
  const every = (list: string, item: string, condition: string) =>
    `object.spec.?${list}.orValue([]).all(${item}, ${condition})`;
  const project = (expression: string) => `object.kind != 'AppProject' || (${expression})`;
  return admission({
    name: 'data-pipelines-team-repos',
    rules: {
      apiGroups: ['argoproj.io'],
      apiVersions: ['v1alpha1'],
      resources: ['appprojects', 'applications', 'applicationsets'],
    },
    matchConditions: [
      { name: 'from-a-team-repo', expression: `${TRACKED_BY}.startsWith("team.")` },
    ],
    variables: [
      { name: 'team', expression: `${TRACKED_BY}.substring(5)` },
      { name: 'repositories', expression: repositoriesOfTeam(config) },
      { name: 'projects', expression: `[variables.team + '-rgd', variables.team + '-pipelines']` },
    ],
    validations: [
      {
        expression: `object.metadata.namespace == '${ARGO_CD}' && object.metadata.name.startsWith(variables.team + '-')`,
        messageExpression: `'a team repo names what it brings after its team: ' + variables.team + '-…, not ' + object.metadata.name`,
      },
      {
        expression: project(
          `object.metadata.name in variables.projects && size(object.spec.?sourceRepos.orValue([])) > 0 && ${every('sourceRepos', 'r', 'r in variables.repositories')}`,
        ),
        messageExpression: `'the project ' + object.metadata.name + ' may take from the repository of team ' + variables.team + ' only'`,
      },
      {
        expression: project(
          every(
            'destinations',
            'd',
            `d.?server.orValue('') == '${server}' && (${rgd} ? d.?namespace.orValue('') == '${ARGO_CD}' : d.?namespace.orValue('').startsWith(variables.team + '-'))`,
          ),
        ),
        messageExpression: `'the project ' + object.metadata.name + ' may go to namespaces of team ' + variables.team + ' on this cluster only'`,
      },
      {
        expression: project(
          every(
            'clusterResourceWhitelist',
            'k',
            `${rgd} ? [k.group, k.kind] in [['kro.run', 'ResourceGraphDefinition'], ['rbac.authorization.k8s.io', 'ClusterRole']] : [k.group, k.kind] == ['', 'Namespace']`,
          ),
        ),
        message:
          "the graph's project may bring ResourceGraphDefinition and ClusterRole, the pipelines' project Namespace, and no other kind of the cluster",
      },
      {
        // No list is every kind: the graph's project forbids all, the pipelines' project names what it may.
        expression: project(
          `${rgd} ? object.spec.?namespaceResourceBlacklist.orValue([]).exists(k, k.group == '*' && k.kind == '*') : size(object.spec.?namespaceResourceWhitelist.orValue([])) > 0 && ${every(
            'namespaceResourceWhitelist',
            'k',
            `[k.group, k.kind] in [[variables.team + '.${config.apiGroup}', 'DataPipeline'], ['', 'ConfigMap'], ['batch', 'Job'], ['batch', 'CronJob']]`,
          )}`,
        ),
        message:
          'the pipelines of a team are DataPipeline, ConfigMap, Job and CronJob; its graph brings no kind of a namespace',
      },
      {
        expression: project(
          `${every('sourceNamespaces', 'n', `n == '${ARGO_CD}'`)} && !has(object.spec.roles) && !has(object.spec.destinationServiceAccounts)`,
        ),
        message: 'a team repo gives nobody a role in Argo CD, and looks into no other namespace',
      },
      {
        expression: `object.kind != 'Application' || object.spec.project in variables.projects`,
        messageExpression: `'the Application ' + object.metadata.name + ' belongs into the projects of team ' + variables.team`,
      },
      {
        expression:
          `object.kind != 'ApplicationSet' || (object.spec.template.spec.project == variables.team + '-pipelines'` +
          ` && object.spec.template.metadata.name.startsWith(variables.team + '-') && !has(object.spec.templatePatch)` +
          ` && object.spec.generators.all(g, has(g.git) && g.git.repoURL in variables.repositories && g.git.?template.?metadata.?name.orValue('') == '' && g.git.?template.?spec.?project.orValue('') == ''))`,
        messageExpression: `'the ApplicationSet ' + object.metadata.name + ' makes pipelines of the folders of its own repository, in the project of team ' + variables.team + ', and patches no template'`,
      },
    ],
  });
}

/**
 * A pipeline brings its own namespace and no other. On a cluster of the platform's own every Application but the
 * platform's is a pipeline; on one that was there before only those of the teams that are named.
 */
function namespaces(config: PlatformConfig): KubeObject[] {
  const teams = config.pipelines.teams.filter(team => team !== '*');
  if (config.cluster.existing && teams.length === 0) return [];
  const ofTeams =
    teams.length > 0
      ? `${JSON.stringify(teams)}.exists(t, ${TRACKED_BY}.startsWith(t + "-"))`
      : `${TRACKED_BY}.matches("^[a-z][a-z0-9]{1,19}-")`;
  return admission({
    name: 'data-pipelines-namespaces',
    rules: { apiGroups: [''], apiVersions: ['v1'], resources: ['namespaces'] },
    matchConditions: [{ name: 'from-a-pipeline', expression: ofTeams }],
    variables: [{ name: 'pipeline', expression: TRACKED_BY }],
    validations: [
      {
        expression: 'variables.pipeline == object.metadata.name',
        messageExpression: `'the pipeline ' + variables.pipeline + ' may only bring the namespace ' + variables.pipeline + ', not ' + object.metadata.name`,
      },
    ],
  });
}

export const guard = (config: PlatformConfig): KubeObject[] => [
  ...teamRepos(config),
  ...namespaces(config),
];
