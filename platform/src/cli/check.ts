/** Says what a deployment would fail of: tools, credentials, quotas, what is in the account already. */
import { readPlatform } from '../config/readPlatform.ts';
import type { PlatformConfig } from '../config/schema.ts';
import { partitionOf } from '../permissions/scope.ts';
import { platformFile } from './paths.ts';
import { ask, aws, main, say, Stopped } from './tools.ts';

export type Finding = { ok: boolean; what: string; remedy?: string };

const ok = (what: string): Finding => ({ ok: true, what });
const not = (what: string, remedy: string): Finding => ({ ok: false, what, remedy });

function tools({ controllers }: PlatformConfig): Finding[] {
  const needed: [command: string, args: string[], install: string][] = [
    ['aws', ['--version'], 'install the AWS CLI, version 2'],
    ['kubectl', ['version', '--client'], 'install kubectl'],
    ...(controllers.argoCd === 'self'
      ? ([['helm', ['version', '--short'], 'install Helm 3.14 or later; it installs Argo CD']] as [
          string,
          string[],
          string,
        ][])
      : []),
  ];
  return needed.map(([command, args, install]) => {
    const { status, stdout } = ask(command, args);
    return status === 0
      ? ok(`${command}: ${stdout.split('\n')[0]}`)
      : not(`${command} was not found`, install);
  });
}

function credentials(config: PlatformConfig): Finding {
  const identity = aws<{ Account: string; Arn: string }>(
    config.region,
    'sts',
    'get-caller-identity',
  );
  if (!identity)
    return not(
      'AWS takes no credentials from here',
      'sign in, for example by "aws sso login", and set AWS_PROFILE',
    );
  if (identity.Account !== config.accountId)
    return not(
      `these are credentials of account ${identity.Account}, not of ${config.accountId}`,
      'choose another AWS_PROFILE, or mend accountId',
    );
  return ok(`credentials: ${identity.Arn}`);
}

interface Quota {
  what: string;
  service: string;
  code: string;
  needed: number;
}

function quotas(config: PlatformConfig): Quota[] {
  const { network, cluster, spark } = config;
  const newNetwork = !network.existing && !cluster.existing;
  const nodes = cluster.existing ? 0 : cluster.system.nodes + 1;
  return [
    { what: 'vCPU of On-Demand instances', service: 'ec2', code: 'L-1216C47A', needed: nodes * 2 },
    {
      what: 'vCPU of Spot instances',
      service: 'ec2',
      code: 'L-34B43A08',
      needed: spark.capacity === 'none' ? 0 : spark.maxNodes * 8,
    },
    {
      what: 'Elastic IP addresses',
      service: 'ec2',
      code: 'L-0263D0A3',
      needed: newNetwork ? (network.nat === 'single' ? 1 : 3) : 0,
    },
    { what: 'VPCs', service: 'vpc', code: 'L-F678F1CE', needed: newNetwork ? 1 : 0 },
    { what: 'EKS clusters', service: 'eks', code: 'L-1194D53C', needed: cluster.existing ? 0 : 1 },
  ].filter(quota => quota.needed > 0);
}

function quota(config: PlatformConfig, { what, service, code, needed }: Quota): Finding {
  const at = aws<{ Quota: { Value: number } }>(
    config.region,
    'service-quotas',
    'get-service-quota',
    '--service-code',
    service,
    '--quota-code',
    code,
  );
  if (!at) return ok(`${what}: the quota cannot be read; the platform takes up to ${needed}`);
  return at.Quota.Value >= needed
    ? ok(`${what}: ${needed} of ${at.Quota.Value}`)
    : not(
        `${what}: the quota is ${at.Quota.Value}, and the platform takes up to ${needed}`,
        `ask for more: aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${needed * 2}`,
      );
}

function serviceLinkedRole({ region, emr }: PlatformConfig): Finding {
  const there =
    aws(region, 'iam', 'get-role', '--role-name', 'AWSServiceRoleForAmazonEMRContainers') !==
    undefined;
  if (there === (emr.serviceLinkedRole === 'exists'))
    return ok("EMR's service-linked role is as it is described");
  return there
    ? not(
        "EMR's service-linked role is there already, and an account can have one",
        'set emr.serviceLinkedRole to exists',
      )
    : not("EMR's service-linked role is not there", 'set emr.serviceLinkedRole to create');
}

function existingCluster({ region, cluster }: PlatformConfig): Finding[] {
  if (!cluster.existing) return [];
  const { name, oidcProvider } = cluster.existing;
  const found = aws<{
    cluster: {
      accessConfig: { authenticationMode: string };
      identity: { oidc: { issuer: string } };
    };
  }>(region, 'eks', 'describe-cluster', '--name', name);
  if (!found)
    return [not(`there is no cluster "${name}" in ${region}`, 'mend cluster.existing.name')];
  const { accessConfig, identity } = found.cluster;
  return [
    accessConfig.authenticationMode === 'CONFIG_MAP'
      ? not(
          `cluster ${name} takes no access entries`,
          `aws eks update-cluster-config --name ${name} --access-config authenticationMode=API_AND_CONFIG_MAP`,
        )
      : ok(`cluster ${name} takes access entries`),
    identity.oidc.issuer === `https://${oidcProvider}`
      ? ok('its OIDC issuer is as it is described')
      : not(
          `its OIDC issuer is ${identity.oidc.issuer}`,
          `set cluster.existing.oidcProvider to ${identity.oidc.issuer.replace('https://', '')}`,
        ),
  ];
}

function region({ region: name, controllers, pipelines, cluster }: PlatformConfig): Finding[] {
  const managed = Object.values(controllers).includes('managed');
  return [
    ...(managed && partitionOf(name) !== 'aws'
      ? [not('EKS Capabilities are in commercial regions only', 'set controllers to self')]
      : []),
    ...(cluster.existing && pipelines.teams.includes('*')
      ? [
          ok(
            'any team on a cluster that was there before: which namespaces their repositories bring is not guarded; name the teams to have that',
          ),
        ]
      : []),
  ];
}

/** Everything there is to say before a deployment. Needs credentials for the second half. */
export function check(config: PlatformConfig): Finding[] {
  const first = [...tools(config), ...region(config)];
  if (!first[0]!.ok) return first;
  const identity = credentials(config);
  if (!identity.ok) return [...first, identity];
  return [
    ...first,
    identity,
    serviceLinkedRole(config),
    ...existingCluster(config),
    ...quotas(config).map(one => quota(config, one)),
  ];
}

/** Says every finding; throws when there is one to mend. */
export function report(findings: readonly Finding[]): void {
  for (const { ok: fine, what, remedy } of findings)
    say(`${fine ? 'ok  ' : 'NOT '} ${what}${remedy ? `\n     -> ${remedy}` : ''}`);
  const open = findings.filter(finding => !finding.ok).length;
  if (open > 0) throw new Stopped(`${open} of ${findings.length} checks found something to mend`);
}

if (import.meta.main) main(() => report(check(readPlatform(platformFile()))));
