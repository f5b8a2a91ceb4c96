/** Takes a platform down in the right order, keeps data, and says what it keeps. Refuses while pipelines live. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readPlatform } from '../config/readPlatform.ts';
import type { PlatformConfig } from '../config/schema.ts';
import { clusterName } from '../permissions/scope.ts';
import { CDK, outFolder, PLATFORM_FOLDER, platformFile } from './paths.ts';
import { ask, aws, main, run, say, Stopped } from './tools.ts';

function livingPipelines(config: PlatformConfig): string[] {
  const kubectl = ['--context', `data-pipelines-${config.name}`];
  const { status, stdout, stderr } = ask('kubectl', [
    ...kubectl,
    'get',
    'resourcegraphdefinitions',
    '-o',
    'jsonpath={range .items[*]}{.spec.schema.group}{"\\n"}{end}',
  ]);
  if (status !== 0)
    throw new Stopped(
      `the cluster does not answer, so it is not known whether pipelines live there: ${stderr.trim()}`,
    );
  return stdout
    .split('\n')
    .filter(Boolean)
    .flatMap(group => {
      const found = ask('kubectl', [
        ...kubectl,
        'get',
        `datapipelines.${group}`,
        '-A',
        '-o',
        'jsonpath={range .items[*]}{.metadata.namespace}{"\\n"}{end}',
      ]);
      return found.stdout.split('\n').filter(Boolean);
    });
}

/** Against accidents; a stack that is not there has none. */
function unprotect(config: PlatformConfig): void {
  for (const noun of ['cluster', 'network'])
    aws(
      config.region,
      'cloudformation',
      'update-termination-protection',
      '--no-enable-termination-protection',
      '--stack-name',
      `data-pipelines-${config.name}-${noun}`,
    );
  if (!config.cluster.existing)
    aws(
      config.region,
      'eks',
      'update-cluster-config',
      '--name',
      clusterName(config),
      '--no-deletion-protection',
    );
}

main(() => {
  const { values } = parseArgs({ options: { yes: { type: 'string' } } });
  process.chdir(PLATFORM_FOLDER);
  const config = readPlatform(platformFile());
  process.env.PLATFORM = platformFile();
  if (values.yes !== config.name)
    throw new Stopped(
      `this takes down platform ${config.name} in account ${config.accountId}; say so: bin/destroy --yes ${config.name}`,
    );
  const living = livingPipelines(config);
  if (living.length > 0)
    throw new Stopped(
      `${living.length} pipelines live here (${living.slice(0, 5).join(', ')}${living.length > 5 ? ', …' : ''}): retire them first, or what they made in AWS stays and nobody looks after it (docs/platform.md, Offboarding)`,
    );
  // First what would make things anew, then what runs, then what it runs on.
  const kubectl = [
    '--context',
    `data-pipelines-${config.name}`,
    '-n',
    'argocd',
    'delete',
    '--ignore-not-found',
  ];
  run('kubectl', [...kubectl, 'applicationset', 'team-repos']);
  run('kubectl', [...kubectl, 'applications', '--all', '--cascade=orphan']);
  if (config.spark.capacity === 'karpenter')
    run('kubectl', [...kubectl, 'nodepools.karpenter.sh', 'spark']);
  unprotect(config);
  run(CDK, [
    'destroy',
    '--all',
    '--force',
    '--app',
    'node src/app.ts',
    '--output',
    path.join(outFolder(config), 'cdk.out'),
  ]);
  say(`\nThe platform ${config.name} is gone. What stays, and costs:
- buckets, tables and log groups of pipelines: tagged data-pipelines:pipeline
- the key alias/data-pipelines-${config.name}, without which encrypted logs cannot be read: about 1 USD a month
- log groups of the control plane and of the network, for ${config.cluster.logRetentionDays} days
- the CDK's own stack CDKToolkit`);
});
