/**
 * What a platform applies to its cluster, on a real API server: every manifest of every kind of platform is accepted as it
 * is written, and the real Argo CD brings a team repo that it found, within what the guard lets it. A team that asks for
 * more is refused. ACK and nodes are not needed for that.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { parseAllDocuments, stringify } from 'yaml';
import { parsePlatform } from '../../platform/src/config/readPlatform.ts';
import type { PlatformInput } from '../../platform/src/config/schema.ts';
import type { KubeObject } from '../../platform/src/gitops/KubeObject.ts';
import { manifests } from '../../platform/src/gitops/manifests.ts';
import { platformBlock } from '../../platform/src/outputs.ts';
import { Applications } from '../argo/applications.ts';
import { ArgoCd } from '../argo/argoCd.ts';
import { GitRepo } from '../argo/gitRepo.ts';
import { installArgoCd } from '../argo/install.ts';
import { AckStandIn } from '../cluster/harness/AckStandIn.ts';
import { Cluster } from '../cluster/harness/Cluster.ts';
import { ROOT } from '../cluster/harness/folders.ts';

const PUBLISHED = 'https://git.example.org/data/retail-pipelines.git';
const BASE: PlatformInput = {
  name: 'main',
  accountId: '123456789012',
  region: 'eu-west-1',
  apiGroup: 'pipelines.example.org',
  owner: 'group:default/platform',
  controllers: { argoCd: 'self', ack: 'self', kro: 'self' },
  gitOps: { host: 'list', repositories: [PUBLISHED] },
};
const MANAGED: PlatformInput['controllers'] = {
  identityCenter: {
    instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
    adminGroups: ['12345678-1234-1234-1234-123456789012'],
  },
};
const OUTPUTS = {
  'data-pipelines-main-cluster': { OidcProviderName: 'oidc.eks.eu-west-1.amazonaws.com/id/0123' },
};

/** Every kind of platform that there is to apply something for. */
const PLATFORMS: Record<string, PlatformInput> = {
  'all by charts, a list of repositories': BASE,
  'all managed, GitHub': {
    ...BASE,
    controllers: MANAGED,
    gitOps: { host: 'github', organization: 'example-org' },
  },
  'GitHub of your own, teams by name': {
    ...BASE,
    pipelines: { teams: ['retail', 'shop'] },
    gitOps: { host: 'github', organization: 'data', url: 'https://github.example.org' },
  },
  'managed, teams by name, GitLab': {
    ...BASE,
    controllers: MANAGED,
    pipelines: { teams: ['retail'] },
    gitOps: { host: 'gitlab', organization: 'data/teams' },
  },
  'Karpenter, Gitea': {
    ...BASE,
    spark: { capacity: 'karpenter' },
    gitOps: { host: 'gitea', organization: 'data', url: 'https://git.example.org' },
  },
  'nothing but team repos, on a cluster that was there': {
    ...BASE,
    controllers: { argoCd: 'none', ack: 'none', kro: 'none' },
    spark: { capacity: 'none' },
    cluster: {
      existing: { name: 'data', oidcProvider: 'oidc.example.org/id/1', oidcProviderInIam: true },
    },
  },
};
/** Kinds of Karpenter come with its chart, which cannot be had here. */
const notHere = ({ apiVersion }: KubeObject) => apiVersion.startsWith('karpenter.');

const objectsOf = (input: PlatformInput) =>
  [...manifests(parsePlatform(input), OUTPUTS).values()].flat();

/** What the API server left out of what was written: a field that a kind does not know is dropped without a word. */
function dropped(written: any, kept: any, at = ''): string[] {
  if (Array.isArray(written))
    return written.flatMap((item, i) => dropped(item, kept?.[i], `${at}[${i}]`));
  if (written !== null && typeof written === 'object') {
    return Object.entries(written).flatMap(([key, value]) =>
      dropped(value, kept?.[key], `${at}.${key}`),
    );
  }
  return written === undefined || kept !== undefined ? [] : [at];
}

describe('the GitOps of a platform', () => {
  let cluster: Cluster;
  let repo: GitRepo;
  let applications: Applications;
  /** Where Argo CD reads the repository in place of its Git host. */
  let address: string;
  const here = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll(PUBLISHED, address)
        .replaceAll('https://kubernetes.default.svc', cluster.apiServer.url),
    );

  before(async () => {
    const installation = execFileSync(path.join(ROOT, 'bin/lib/argocd'), {
      encoding: 'utf8',
    }).trim();
    cluster = await Cluster.start();
    await Promise.all([cluster.startKro(), installArgoCd(cluster, installation)]);
    cluster.also(await AckStandIn.start(cluster.client));
    cluster.also(await ArgoCd.start(cluster, installation));
    applications = new Applications(cluster.client);
    repo = new GitRepo(path.join(cluster.folder, 'retail'));
    const named = path.join(cluster.folder, 'retail-pipelines.git');
    symlinkSync(repo.url.replace('file://', ''), named);
    address = `file://${named}`;
  });
  after(() => cluster?.stop());

  for (const [title, input] of Object.entries(PLATFORMS)) {
    it(`is accepted as it is written: ${title}`, async () => {
      const objects = objectsOf(input).filter(object => !notHere(object));
      assert.ok(objects.length >= 5);
      for (const object of objects) {
        const written = object.kind === 'Secret' ? { ...object, stringData: undefined } : object;
        const kept = await cluster.client.apply(object as never, true);
        assert.deepEqual(dropped(written, kept), [], `${object.kind} ${object.metadata.name}`);
      }
    });
  }

  it('has guards whose expressions fit the kinds that they look at', async () => {
    for (const object of objectsOf(BASE).filter(({ kind }) =>
      kind.startsWith('ValidatingAdmissionPolicy'),
    ))
      await cluster.client.apply(here(object) as never);
    for (const name of ['data-pipelines-team-repos', 'data-pipelines-namespaces']) {
      const ref = {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name },
      };
      const policy = await cluster.client.get(ref);
      assert.equal(
        policy!.status?.typeChecking?.expressionWarnings,
        undefined,
        JSON.stringify(policy!.status),
      );
    }
  });

  describe('with a team repo', () => {
    /** Renders the repository of team retail for the platform, as the portal would publish it. */
    function render(): void {
      const folder = cluster.folder;
      const form = {
        team: 'retail',
        name: 'taxi-daily',
        owner: 'group:default/retail',
        platform: 'main',
        repoUrl: 'git.example.org?owner=data&repo=retail-pipelines',
        trigger: { on: 'data', prefix: 'input/' },
        job: 'taxi-summary',
      };
      writeFileSync(path.join(folder, 'form.yaml'), stringify(form));
      const platforms = platformBlock(parsePlatform(BASE), OUTPUTS);
      writeFileSync(
        path.join(folder, 'app-config.yaml'),
        stringify({
          integrations: {
            github: [{ host: 'git.example.org', apiBaseUrl: 'https://git.example.org/api' }],
          },
          dataPipelines: { platforms },
        }),
      );
      execFileSync(
        path.join(ROOT, 'bin/render'),
        [
          path.join(folder, 'form.yaml'),
          repo.work,
          '--force',
          '--config',
          path.join(folder, 'app-config.yaml'),
        ],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      );
      for (const file of ['argocd/project.yaml', 'argocd/applications.yaml']) {
        repo.edit(file, text => {
          assert.ok(text.includes(PUBLISHED), `${file} names its repository`);
          return text
            .replaceAll(PUBLISHED, address)
            .replaceAll('https://kubernetes.default.svc', cluster.apiServer.url);
        });
      }
    }
    const argo = (kind: string, name: string) => ({
      apiVersion: 'argoproj.io/v1alpha1',
      kind,
      metadata: { name, namespace: 'argocd' },
    });

    it('finds it, and brings its projects, its graph and an Application for each pipeline, with nothing done by hand', async () => {
      render();
      const revision = repo.push('A first pipeline');
      for (const object of objectsOf(BASE).filter(
        ({ kind, metadata }) =>
          kind === 'ApplicationSet' ||
          (kind === 'AppProject' && metadata.name === 'data-pipelines-teams'),
      ))
        await cluster.client.apply(here(object) as never);
      await applications.done('team.retail', revision);
      const pipeline = await cluster.client.waitFor(
        argo('Application', 'retail-taxi-daily'),
        'is there',
        () => true,
      );
      assert.equal(pipeline.spec.project, 'retail-pipelines');
      await applications.done('retail-rgd', revision);
      await cluster.client.waitFor(
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'retail-taxi-daily' } },
        'is there',
        () => true,
      );
      await cluster.client.waitFor(
        {
          apiVersion: 'retail.pipelines.example.org/v1alpha1',
          kind: 'DataPipeline',
          metadata: { name: 'taxi-daily', namespace: 'retail-taxi-daily' },
        },
        'is there',
        () => true,
      );
    });

    const documents = (text: string) => parseAllDocuments(text).map(one => one.toJS());
    /** Each is what a team might write into argocd/ to get out of its fence. */
    const ATTEMPTS: [what: string, file: string, change: (objects: any[]) => void, says: RegExp][] =
      [
        [
          'another repository',
          'project',
          ([, project]) => project.spec.sourceRepos.push('https://git.example.org/evil/x.git'),
          /may take from the repository of team retail only/,
        ],
        [
          'every repository',
          'project',
          ([, project]) => (project.spec.sourceRepos = ['*']),
          /may take from the repository of team retail only/,
        ],
        [
          'every namespace',
          'project',
          ([, project]) => (project.spec.destinations[0].namespace = '*'),
          /may go to namespaces of team retail on this cluster only/,
        ],
        [
          "another team's namespaces",
          'project',
          ([, project]) =>
            project.spec.destinations.push({
              ...project.spec.destinations[0],
              namespace: 'shop-*',
            }),
          /may go to namespaces of team retail/,
        ],
        [
          'roles of the cluster for its pipelines',
          'project',
          ([, project]) =>
            project.spec.clusterResourceWhitelist.push({
              group: 'rbac.authorization.k8s.io',
              kind: 'ClusterRoleBinding',
            }),
          /no other kind of the cluster/,
        ],
        [
          'bindings for its graph',
          'project',
          ([rgd]) =>
            rgd.spec.clusterResourceWhitelist.push({
              group: 'rbac.authorization.k8s.io',
              kind: 'ClusterRoleBinding',
            }),
          /no other kind of the cluster/,
        ],
        [
          'pods',
          'project',
          ([, project]) =>
            project.spec.namespaceResourceWhitelist.push({ group: 'apps', kind: 'Deployment' }),
          /are DataPipeline, ConfigMap, Job and CronJob/,
        ],
        [
          'every kind, by no list',
          'project',
          ([, project]) => (project.spec.namespaceResourceWhitelist = []),
          /are DataPipeline, ConfigMap, Job and CronJob/,
        ],
        [
          "another team's kind",
          'project',
          ([, project]) =>
            (project.spec.namespaceResourceWhitelist[0].group = 'shop.pipelines.example.org'),
          /are DataPipeline, ConfigMap, Job and CronJob/,
        ],
        [
          'a role in Argo CD',
          'project',
          ([, project]) =>
            (project.spec.roles = [
              { name: 'x', policies: ['p, proj:retail-pipelines:x, applications, *, */*, allow'] },
            ]),
          /gives nobody a role in Argo CD/,
        ],
        [
          'a project of another name',
          'project',
          objects =>
            objects.push({
              ...objects[1],
              metadata: { ...objects[1].metadata, name: 'shop-pipelines' },
            }),
          /names what it brings after its team: retail-…, not shop-pipelines/,
        ],
        [
          "the platform's project for an Application",
          'applications',
          ([application]) => (application.spec.project = 'data-pipelines-platform'),
          /belongs into the projects of team retail/,
        ],
        [
          'a template that is patched',
          'applications',
          ([, set]) => (set.spec.templatePatch = 'spec: {project: default}'),
          /patches no template/,
        ],
        [
          'Applications of a project that a folder names',
          'applications',
          ([, set]) => (set.spec.template.spec.project = '{{ .path.basename }}'),
          /patches no template|in the project of team/,
        ],
        [
          'folders of another repository',
          'applications',
          ([, set]) => (set.spec.generators[0].git.repoURL = 'https://git.example.org/evil/x.git'),
          /of its own repository/,
        ],
      ];
    for (const [what, file, change, says] of ATTEMPTS) {
      it(`refuses a team ${what}`, async () => {
        // As Argo CD writes it: with the name of the Application that brings it.
        const objects = documents(repo.read(`argocd/${file}.yaml`));
        change(objects);
        const errors: string[] = [];
        for (const object of objects) {
          const id = `team.retail:argoproj.io/${object.kind}:argocd/${object.metadata.name}`;
          object.metadata.annotations = { 'argocd.argoproj.io/tracking-id': id };
          await cluster.client.apply(object, true).catch(error => errors.push(error.message));
        }
        assert.equal(errors.length, 1, errors.join('\n'));
        assert.match(errors[0], says);
      });
    }

    it('tells in Argo CD what was refused, and leaves what was there', async () => {
      const before = repo.read('argocd/project.yaml');
      repo.edit('argocd/project.yaml', text => {
        const objects = documents(text);
        objects[1].spec.destinations[0].namespace = '*';
        return objects.map(object => stringify(object)).join('---\n');
      });
      repo.push('Every namespace, please');
      await applications.refresh();
      await applications.refused(
        'team.retail',
        /may go to namespaces of team retail on this cluster only/,
      );
      const project = await cluster.client.get(argo('AppProject', 'retail-pipelines'));
      assert.equal(project!.spec.destinations[0].namespace, 'retail-*');
      repo.write('argocd/project.yaml', before);
      const revision = repo.push('As before');
      await applications.refresh();
      // Nothing is left to do, so the failed try stays the last one.
      await applications.waitFor(
        'team.retail',
        'is as before',
        ({ status }) => status?.sync?.status === 'Synced' && status.sync.revision === revision,
      );
    });

    /** Does what `argocd app terminate-op` does until something has come, since the controller may write its state over it. */
    async function endingSyncs(name: string, coming: Promise<unknown>): Promise<void> {
      const come = coming.then(() => true);
      const end = { status: { operationState: { phase: 'Terminating' } } };
      while (!(await Promise.race([come, pause(3_000)]))) {
        const [application] = (await applications.list()).filter(
          ({ metadata }) => metadata.name === name,
        );
        if (application?.status?.operationState?.phase === 'Running')
          await cluster.client.patch(argo('Application', name), end);
        await applications.refresh();
      }
    }

    it('refuses a pipeline a kind that it may not bring', async () => {
      const kustomization = 'pipelines/taxi-daily/kustomization.yaml';
      const before = repo.read(kustomization);
      repo.write(
        'pipelines/taxi-daily/more.yaml',
        stringify({
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'more' },
          stringData: { a: 'b' },
        }),
      );
      repo.editYaml(kustomization, ({ resources }) => resources.push('more.yaml'));
      repo.push('A secret');
      // Its steps wait for a node, which there is none of, and no sync begins while another one runs.
      await endingSyncs(
        'retail-taxi-daily',
        applications.refused(
          'retail-taxi-daily',
          /Secret.* is not permitted in project retail-pipelines/,
        ),
      );
      repo.write(kustomization, before);
      repo.push('As before');
    });

    it("refuses a pipeline another team's namespace, and lets others have theirs", async () => {
      const bring = (name: string, application?: string) =>
        cluster.client.apply(
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: {
              name,
              ...(application
                ? {
                    annotations: {
                      'argocd.argoproj.io/tracking-id': `${application}:/Namespace:/${name}`,
                    },
                  }
                : {}),
            },
          } as never,
          true,
        );
      await assert.rejects(
        bring('shop-orders', 'retail-taxi-daily'),
        /the pipeline retail-taxi-daily may only bring the namespace retail-taxi-daily, not shop-orders/,
      );
      await assert.rejects(bring('kube-system', 'retail-taxi-daily'), /not kube-system/);
      await bring('retail-taxi-daily', 'retail-taxi-daily');
      await bring('monitoring');
    });

    it('keeps the pipelines of a repository that is not found any more', async () => {
      const set = argo('ApplicationSet', 'team-repos');
      const elements = (await cluster.client.get(set))!.spec.generators[0].list.elements;
      await cluster.client.patch(set, { spec: { generators: [{ list: { elements: [] } }] } });
      await applications.refresh();
      await cluster.client.waitFor(
        set,
        'has looked',
        ({ status }) =>
          status?.resourcesCount === undefined || status.resourcesCount === 0 || status.conditions,
      );
      assert.ok(await cluster.client.get(argo('Application', 'team.retail')));
      assert.ok(await cluster.client.get(argo('ApplicationSet', 'retail-pipelines')));
      assert.equal(elements.length, 1);
    });
  });
});
