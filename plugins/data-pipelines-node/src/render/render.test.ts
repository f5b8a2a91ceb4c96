import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import { MINIMAL, rightForms, SETTINGS } from '../__testUtils__/forms';
import { applyDefaults, compileGraph } from '../expand';
import { writeTree } from '../files';
import { STARTER_JOBS } from '../form/jobs';
import { instanceObject, Plan, plan, tryPlan } from '../plan';
import { readAssets } from './assets';
import { fileTree } from './fileTree';
import { buildGraph } from './graph';
import { render, skeletonFiles } from './render';

const ASSETS = readAssets();
const minimal = plan(MINIMAL, SETTINGS);

/** All files but the graph, which depends on nothing but the team. */
const filesOf = (decided: Plan) => fileTree(skeletonFiles(decided, ASSETS));

/** Every document of a YAML file, read strictly by both versions of YAML. */
function documentsOf(text: string): any[] {
  const [by12, by11] = (['1.2', '1.1'] as const).map(version =>
    parseAllDocuments(text, { version, uniqueKeys: true }).map(document => {
      expect([...document.errors, ...document.warnings]).toEqual([]);
      return document.toJS();
    }),
  );
  expect(by11).toEqual(by12);
  return by12;
}

describe('render', () => {
  it('writes the team repo of the design', () => {
    expect([...render(minimal).keys()]).toEqual([
      '.gitea/workflows/validate.yaml',
      'CODEOWNERS',
      'README.md',
      'argocd/applications.yaml',
      'argocd/namespaces.yaml',
      'argocd/project.yaml',
      'catalog-info.yaml',
      'pipelines/taxi-daily/catalog-info.yaml',
      'pipelines/taxi-daily/docs/index.md',
      'pipelines/taxi-daily/instance.yaml',
      'pipelines/taxi-daily/kustomization.yaml',
      'pipelines/taxi-daily/mkdocs.yml',
      'pipelines/taxi-daily/namespace.yaml',
      'pipelines/taxi-daily/requirements.txt',
      'pipelines/taxi-daily/scripts/taxi_summary.py',
      'pipelines/taxi-daily/steps/enable-bucket-notifications.sh',
      'pipelines/taxi-daily/steps/jobs.yaml',
      'pipelines/taxi-daily/steps/upload-scripts.sh',
      'pipelines/taxi-daily/tests/test_taxi_summary.py',
      'rgd/data-pipeline.yaml',
      'rgd/kro-rbac.yaml',
    ]);
  });

  it.each([
    ['github.com?owner=a&repo=b', '.github/workflows/validate.yaml', true],
    ['gitlab.com?owner=a&repo=b', '.gitlab-ci.yml', true],
    ['bitbucket.org?workspace=a&project=P&repo=b', undefined, false],
    ['dev.azure.com?organization=a&project=P&repo=b', undefined, false],
  ])(
    'gives %s the checks and the code owners that this host reads',
    (repoUrl, checks, codeOwners) => {
      const files = filesOf(plan({ ...MINIMAL, repoUrl }, SETTINGS));
      expect([...files.keys()].filter(path => /validate|gitlab-ci/.test(path))).toEqual(
        checks ? [checks] : [],
      );
      expect(files.has('CODEOWNERS')).toBe(codeOwners);
    },
  );

  it.each(STARTER_JOBS)('brings $name with its test and what the test needs', ({ name, file }) => {
    const files = filesOf(plan({ ...MINIMAL, job: name }, SETTINGS));
    const folder = 'pipelines/taxi-daily';
    expect([...files.keys()].filter(path => /\.(py|txt)$/.test(path))).toEqual([
      `${folder}/requirements.txt`,
      `${folder}/scripts/${file}`,
      `${folder}/tests/test_${file}`,
    ]);
    expect(files.get(`${folder}/scripts/${file}`)).toBe(ASSETS.jobs.get(file));
    expect(files.get(`${folder}/tests/test_${file}`)).toContain(file.replace(/\.py$/, ''));
    expect(files.get('.gitea/workflows/validate.yaml')).toContain('python -m pytest -q tests');
  });

  it.each([
    ['emr-7.12.0-latest', '3.5.6'],
    ['emr-spark-8.0.0-latest', '4.0.2'],
  ])('tests the job of %s with the Spark of that release', (releaseLabel, pyspark) => {
    const files = filesOf(plan({ ...MINIMAL, spark: { releaseLabel } }, SETTINGS));
    const requirements = files.get('pipelines/taxi-daily/requirements.txt');
    expect(requirements).toMatch(new RegExp(`^pyspark==${pyspark}$`, 'm'));
  });

  it('gives the platform the say over the graph and over what is applied', () => {
    const owners = filesOf(
      plan({ ...MINIMAL, owner: 'user:jane', repoUrl: 'github.com?owner=acme&repo=b' }, SETTINGS),
    ).get('CODEOWNERS');
    expect(owners).toMatch(/^\* @jane$/m);
    expect(owners).toMatch(/^\/rgd\/ @acme\/platform$/m);
    expect(owners).toMatch(/^\/argocd\/ @acme\/platform$/m);
  });

  it.each([
    ['least', {}],
    ['with pod templates', { spark: { executor: { spot: true } } }],
  ])(
    'lets kustomize tie the folder together, %s: what is named is there, and the other way round',
    (_, form) => {
      const files = filesOf(plan({ ...MINIMAL, ...form }, SETTINGS));
      const folder = 'pipelines/taxi-daily/';
      const [kustomization] = documentsOf(files.get(`${folder}kustomization.yaml`)!);
      const generated = kustomization.configMapGenerator.flatMap((map: any) => map.files);
      const named = ['kustomization.yaml', ...kustomization.resources, ...generated];
      const others = /^(docs|tests)\/|^(mkdocs\.yml|catalog-info\.yaml|requirements\.txt)$/;
      const there = [...files.keys()]
        .filter(path => path.startsWith(folder))
        .map(path => path.slice(folder.length));
      expect(there.filter(path => !others.test(path))).toEqual(named.sort());
      // The hook mounts its ConfigMaps by name.
      const mounted = documentsOf(files.get(`${folder}steps/jobs.yaml`)!)
        .flatMap(document => (document.spec.jobTemplate ?? document).spec.template.spec.volumes)
        .flatMap(volume => volume.configMap?.name ?? []);
      expect(kustomization.generatorOptions).toEqual({ disableNameSuffixHash: true });
      expect(new Set(mounted)).toEqual(
        new Set(kustomization.configMapGenerator.map((map: any) => map.name)),
      );
    },
  );

  // kubectl brings kustomize along; where there is none, the test above has to do.
  /* eslint-disable jest/no-standalone-expect -- kustomized is `it` or `it.skip` */
  const kustomized = spawnSync('kubectl', ['version', '--client']).status === 0 ? it : it.skip;
  kustomized('is tied together by kustomize itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kustomize-'));
    try {
      await writeTree(join(folder, 'repo'), filesOf(minimal));
      const built = execFileSync(
        'kubectl',
        ['kustomize', join(folder, 'repo/pipelines/taxi-daily')],
        { encoding: 'utf8' },
      );
      const objects = documentsOf(built);
      expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
        'Namespace retail-taxi-daily',
        'ConfigMap scripts',
        'ConfigMap steps',
        'CronJob assert-bucket-notifications',
        'Job after-sync',
        'DataPipeline taxi-daily',
      ]);
      expect(
        objects.find(({ metadata }) => metadata.name === 'scripts').data['taxi_summary.py'],
      ).toBe(ASSETS.jobs.get('taxi_summary.py'));
      expect(objects.at(-1)).toEqual(instanceObject(minimal));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  /* eslint-enable jest/no-standalone-expect */
  it("lets Argo CD apply everything that is in the repo, and from a pipeline's folder nothing of the cluster but its namespace", () => {
    const files = filesOf(minimal);
    const [graphs, pipelines] = documentsOf(files.get('argocd/project.yaml')!);
    const allowed = ({ spec }: any) =>
      [...spec.clusterResourceWhitelist, ...(spec.namespaceResourceWhitelist ?? [])].map(
        ({ group, kind }: any) => `${group}/${kind}`,
      );
    const kinds = (paths: string[]) =>
      paths
        .flatMap(path => documentsOf(files.get(`pipelines/taxi-daily/${path}`)!))
        .map(
          ({ apiVersion, kind }) =>
            `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`,
        );
    expect(allowed(pipelines).sort()).toEqual(
      [
        ...new Set([
          '/ConfigMap',
          ...kinds(['namespace.yaml', 'instance.yaml', 'steps/jobs.yaml']),
        ]),
      ].sort(),
    );
    expect(allowed(graphs)).toEqual([
      'kro.run/ResourceGraphDefinition',
      'rbac.authorization.k8s.io/ClusterRole',
    ]);
    expect(graphs.spec.namespaceResourceBlacklist).toEqual([{ group: '*', kind: '*' }]);
    expect(pipelines.spec.clusterResourceWhitelist).toEqual([{ group: '', kind: 'Namespace' }]);
    expect(pipelines.spec.destinations[0].namespace).toBe('retail-*');
  });

  it('tries a step again in another pod, so that the log of each try stays', () => {
    const jobs = documentsOf(filesOf(minimal).get('pipelines/taxi-daily/steps/jobs.yaml')!);
    const policies = jobs.map(({ spec }) => (spec.jobTemplate ?? { spec }).spec.template.spec);
    expect(policies.map(({ restartPolicy }) => restartPolicy)).toEqual(['Never', 'Never']);
  });

  it('says where executors run in a pod template that a Job uploads', () => {
    const files = filesOf(plan({ ...MINIMAL, spark: { executor: { spot: true } } }, SETTINGS));
    const folder = 'pipelines/taxi-daily/';
    expect(documentsOf(files.get(`${folder}pod-templates/executor.yaml`)!)).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Pod',
        spec: { nodeSelector: { 'eks.amazonaws.com/capacityType': 'SPOT' } },
      },
    ]);
    expect(filesOf(minimal).has(`${folder}pod-templates/executor.yaml`)).toBe(false);
  });

  it('gives the same bytes for the same form', () => {
    expect([...render(plan(MINIMAL, SETTINGS))]).toEqual([
      ...render(plan({ ...MINIMAL }, SETTINGS)),
    ]);
  });

  it('stamps graph and instance with the version of the skeleton', () => {
    const files = render(minimal);
    for (const path of [
      'rgd/data-pipeline.yaml',
      'rgd/kro-rbac.yaml',
      'pipelines/taxi-daily/instance.yaml',
    ]) {
      expect(parse(files.get(path)!).metadata.annotations['data-pipelines/version']).toBe(
        minimal.version,
      );
    }
  });

  it('writes what every YAML parser reads back as the plan', () => {
    fc.assert(
      fc.property(rightForms, form => {
        const { plan: decided } = tryPlan(form, SETTINGS);
        fc.pre(decided !== undefined); // some names are too long together
        const files = filesOf(decided!);
        const { name, names, repository, owner } = decided!;
        const read = (path: string) => documentsOf(files.get(path)!);
        for (const path of files.keys()) if (/\.ya?ml$/.test(path)) read(path);

        expect(read(`pipelines/${name}/instance.yaml`)).toEqual([instanceObject(decided!)]);
        expect(read(`pipelines/${name}/namespace.yaml`)[0].metadata.name).toBe(names.namespace);
        const [component] = read(`pipelines/${name}/catalog-info.yaml`);
        expect(component.metadata.name).toBe(names.component);
        expect(component.spec).toEqual({
          type: 'data-pipeline',
          lifecycle: 'production',
          owner,
          system: names.system,
        });
        expect(component.metadata.description).toContain(form.description ?? '');
        const [location, system] = read('catalog-info.yaml');
        expect(location.spec.targets).toEqual([`./pipelines/${name}/catalog-info.yaml`]);
        expect(system.spec.owner).toBe(owner);
        const [application, set] = read('argocd/applications.yaml');
        expect(application.spec.source.repoURL).toBe(repository.cloneUrl);
        expect(set.spec.template.spec.destination.namespace).toBe(
          `${decided!.team}-{{ .path.basename }}`,
        );
      }),
      { numRuns: 100 },
    );
  });

  it("writes instances that the graph's own schema takes", () => {
    const graph = compileGraph(buildGraph(minimal, ASSETS.skeleton));
    fc.assert(
      fc.property(rightForms, form => {
        const { plan: decided } = tryPlan({ ...form, team: minimal.team }, SETTINGS);
        fc.pre(decided !== undefined);
        expect(applyDefaults(graph, instanceObject(decided!)).spec).toMatchObject(
          decided!.instance as object,
        );
      }),
      { numRuns: 200 },
    );
  });

  it("refuses another team's instances in the graph", () => {
    const graph = compileGraph(buildGraph(minimal, ASSETS.skeleton));
    const other = instanceObject({
      ...minimal,
      instance: { ...minimal.instance, team: 'wholesale' },
    });
    expect(() => applyDefaults(graph, other)).toThrow('team');
  });

  it("refuses a commit by which a pipeline would make or use what is another team's", () => {
    const graph = compileGraph(buildGraph(minimal, ASSETS.skeleton));
    const withSpec = (change: object) =>
      instanceObject({ ...minimal, instance: { ...minimal.instance, ...change } });
    const { scripts, lake } = minimal.instance;
    const theirs = 'finance-ledger-input-123456789012-eu-west-1';
    for (const [field, change] of [
      ['input', { bucket: theirs, create: true }],
      ['input', { bucket: theirs, create: false }],
      ['input', { bucket: 'acme-landing', create: true }],
      ['scripts', { ...scripts, bucket: 'acme-work', create: false }],
      [
        'scripts',
        { ...scripts, bucket: 'acme-work', create: false, prefix: 'scripts/finance-ledger/' },
      ],
      ['lake', { ...lake, bucket: 'acme-lake', create: false, prefix: 'lake/' }],
      ['lake', { ...lake, bucket: 'acme-lake', create: false, prefix: 'lake/finance-ledger/' }],
    ] as const) {
      expect(() => applyDefaults(graph, withSpec({ [field]: change }))).toThrow(
        `spec.${field} must keep the rule`,
      );
    }
    const shared = {
      ...scripts,
      bucket: 'acme-work',
      create: false,
      prefix: 'scripts/retail-orders/',
    };
    expect(() => applyDefaults(graph, withSpec({ scripts: shared }))).not.toThrow();
  });
});
