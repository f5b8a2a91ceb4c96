/** From an account to a platform: checks, stacks, kubeconfig, Argo CD, manifests. What is done is not done twice. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readPlatform } from '../config/readPlatform.ts';
import type { PlatformConfig } from '../config/schema.ts';
import { argoCdChart } from '../gitops/charts.ts';
import { clusterName } from '../permissions/scope.ts';
import { check, report } from './check.ts';
import { writeManifests } from './manifests.ts';
import { CDK, outFolder, outputsFile, PLATFORM_FOLDER, platformFile } from './paths.ts';
import { aws, main, run, say } from './tools.ts';

/** The CDK's own bucket and roles, which an account and region need once. */
function bootstrap({ accountId, region }: PlatformConfig): void {
  const done = aws(region, 'ssm', 'get-parameter', '--name', '/cdk-bootstrap/hnb659fds/version');
  if (!done) run(CDK, ['bootstrap', `aws://${accountId}/${region}`, '--app', 'true']);
}

/** Stacks, all or by their nouns: network, cluster, spark, identities, controllers, emr, portal, encryption. */
function stacks(config: PlatformConfig, nouns: readonly string[]): void {
  const names = nouns.map(noun => `${config.name}-${noun}`);
  mkdirSync(outFolder(config), { recursive: true });
  run(CDK, [
    'deploy',
    ...(names.length > 0 ? names : ['--all']),
    ...['--app', 'node src/app.ts', '--output', path.join(outFolder(config), 'cdk.out')],
    ...[
      '--outputs-file',
      outputsFile(config),
      '--require-approval',
      'never',
      '--progress',
      'events',
      '--concurrency',
      '2',
    ],
  ]);
}

function cluster(config: PlatformConfig): void {
  run('aws', [
    'eks',
    'update-kubeconfig',
    '--name',
    clusterName(config),
    '--region',
    config.region,
    '--alias',
    `data-pipelines-${config.name}`,
  ]);
  const kubectl = ['--context', `data-pipelines-${config.name}`];
  const files = writeManifests(config);
  const [namespaces, ...others] = files;
  run('kubectl', [...kubectl, 'apply', '-f', namespaces!]);
  if (config.controllers.argoCd === 'self') {
    const { name, repository, chart, version, namespace } = argoCdChart(config);
    run('helm', [
      ...[
        'upgrade',
        '--install',
        name,
        chart,
        '--repo',
        repository,
        '--version',
        version,
        '--namespace',
        namespace,
      ],
      ...[
        '--values',
        path.join(outFolder(config), 'manifests/argo-cd.values.yaml'),
        '--kube-context',
        `data-pipelines-${config.name}`,
        '--wait',
        '--timeout',
        '10m',
      ],
    ]);
  }
  // Kinds that a chart brings are there a little later; the one that misses its kind is told, and tried again next time.
  for (const file of others) {
    if (/spark-nodes/.test(file))
      run('kubectl', [
        ...kubectl,
        'wait',
        '--for=create',
        '--timeout=10m',
        'crd/nodepools.karpenter.sh',
        'crd/ec2nodeclasses.karpenter.k8s.aws',
      ]);
    run('kubectl', [...kubectl, 'apply', '--server-side', '-f', file]);
  }
}

main(() => {
  const { positionals } = parseArgs({ allowPositionals: true });
  process.chdir(PLATFORM_FOLDER);
  const config = readPlatform(platformFile());
  process.env.PLATFORM = platformFile();
  report(check(config));
  bootstrap(config);
  stacks(config, positionals);
  if (positionals.length > 0)
    return say('Done. Run bin/deploy without parts to bring the cluster up to date, too.');
  cluster(config);
  say(`\nThe platform ${config.name} is there. What is left for you, once:
- a read-only token of your Git host:
  kubectl --context data-pipelines-${config.name} -n argocd create secret generic ${config.gitOps.tokenSecret} --from-literal=token=…
- the portal's configuration: bin/outputs > app-config.${config.name}.yaml, and bin/outputs --catalog for the catalog`);
});
