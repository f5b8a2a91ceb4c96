/** What the commands in platform/bin do, with AWS, kubectl, helm and the CDK played by a program that notes its calls. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { parse, parseAllDocuments, stringify } from 'yaml';
import type { PlatformInput } from '../src/config/schema.ts';
import { MINIMAL, SELF } from './support/platforms.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const OUTPUTS = {
  'data-pipelines-main-cluster': {
    OidcProviderName: 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF',
    SecurityGroupId: 'sg-1',
  },
  'data-pipelines-main-network': {
    VpcId: 'vpc-0123456789abcdef0',
    PrivateSubnetIds: 'subnet-a,subnet-b,subnet-c',
  },
  'data-pipelines-main-portal': {
    QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/data-pipelines-main-run-events',
    RoleArn: 'arn:aws:iam::123456789012:role/data-pipelines-main-eu-west-1-portal',
  },
};
/** Answers by the first words of the call; whatever is not here is said no to. */
const ANSWERS: Record<string, unknown> = {
  'aws --version': 'aws-cli/2.32.9',
  'aws sts get-caller-identity': {
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:user/me',
  },
  'aws service-quotas get-service-quota': { Quota: { Value: 1000 } },
  'aws ssm get-parameter': {},
  'aws eks': {},
  'aws cloudformation': {},
  'kubectl version': 'Client Version: v1.35.0',
  'kubectl --context data-pipelines-main': '',
  helm: 'v3.19.0',
  cdk: '',
};

describe('commands of a platform', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'platform-commands-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const log = path.join(folder, 'calls');
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['aws', 'kubectl', 'helm', 'cdk']) {
    writeFileSync(
      path.join(bin, name),
      `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const words = ['${name}', ...process.argv.slice(2)];
appendFileSync(process.env.CALLS, JSON.stringify(words) + '\\n');
const answers = JSON.parse(readFileSync(process.env.ANSWERS, 'utf8'));
const line = words.join(' ');
const key = Object.keys(answers).filter(one => line.startsWith(one)).sort((a, b) => b.length - a.length)[0];
if (key === undefined || answers[key] === null) { process.stderr.write('no: ' + line + '\\n'); process.exit(254); }
process.stdout.write(typeof answers[key] === 'string' ? answers[key] : JSON.stringify(answers[key]));
`,
    );
    chmodSync(path.join(bin, name), 0o755);
  }
  beforeEach(() => rmSync(log, { force: true }));

  function call(
    command: string,
    input: PlatformInput,
    answers: Record<string, unknown> = {},
    ...args: string[]
  ) {
    const file = path.join(folder, 'platform.yaml');
    writeFileSync(file, stringify(input));
    writeFileSync(path.join(folder, 'answers.json'), JSON.stringify({ ...ANSWERS, ...answers }));
    const out = path.join(folder, 'out');
    mkdirSync(path.join(out, 'main'), { recursive: true });
    writeFileSync(path.join(out, 'main/outputs.json'), JSON.stringify(OUTPUTS));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(ROOT, 'platform/src/cli', `${command}.ts`), ...args],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          PATH: `${bin}:${process.env.PATH}`,
          PLATFORM: file,
          PLATFORM_OUT: out,
          PLATFORM_CDK: path.join(bin, 'cdk'),
          CALLS: log,
          ANSWERS: path.join(folder, 'answers.json'),
        },
      },
    );
    const calls: string[][] = existsSync(log)
      ? readFileSync(log, 'utf8')
          .trim()
          .split('\n')
          .map(line => JSON.parse(line))
      : [];
    return {
      status,
      stdout,
      stderr,
      calls: calls.map(words => words.join(' ')),
      out: path.join(out, 'main'),
    };
  }

  describe('check', () => {
    it('says what it has found, and that all is well', () => {
      const { status, stderr } = call('check', MINIMAL);
      assert.equal(status, 0, stderr);
      for (const words of [
        'credentials: arn:aws:iam::123456789012:user/me',
        'vCPU of Spot instances: 80 of 1000',
        'Elastic IP addresses: 3 of 1000',
      ])
        assert.ok(stderr.includes(`ok   ${words}`), words);
    });

    const TROUBLES: [
      what: string,
      input: PlatformInput,
      answers: Record<string, unknown>,
      says: RegExp,
    ][] = [
      [
        'a tool that is missing',
        SELF,
        { helm: null },
        /NOT {2}helm was not found\n {5}-> install Helm/,
      ],
      [
        'no credentials',
        MINIMAL,
        { 'aws sts get-caller-identity': null },
        /AWS takes no credentials from here\n.*aws sso login/,
      ],
      [
        'credentials of another account',
        MINIMAL,
        { 'aws sts get-caller-identity': { Account: '999999999999', Arn: 'x' } },
        /account 999999999999, not of 123456789012/,
      ],
      [
        'a quota that is too small',
        MINIMAL,
        {
          'aws service-quotas get-service-quota --service-code ec2 --quota-code L-34B43A08': {
            Quota: { Value: 32 },
          },
        },
        /vCPU of Spot instances: the quota is 32, and the platform takes up to 80\n.*request-service-quota-increase .*L-34B43A08/,
      ],
      [
        "EMR's role where it is there already",
        MINIMAL,
        { 'aws iam get-role': {} },
        /-> set emr.serviceLinkedRole to exists/,
      ],
      [
        "EMR's role where it is not there",
        { ...MINIMAL, emr: { serviceLinkedRole: 'exists' } },
        {},
        /-> set emr.serviceLinkedRole to create/,
      ],
      [
        'a region without capabilities',
        { ...MINIMAL, region: 'us-gov-west-1' },
        {},
        /EKS Capabilities are in commercial regions only/,
      ],
      [
        'an existing cluster without access entries, with another issuer',
        {
          ...MINIMAL,
          spark: { capacity: 'none' },
          cluster: {
            existing: {
              name: 'data',
              oidcProvider: 'oidc.example.org/id/1',
              oidcProviderInIam: true,
            },
          },
        },
        {
          'aws eks describe-cluster': {
            cluster: {
              accessConfig: { authenticationMode: 'CONFIG_MAP' },
              identity: { oidc: { issuer: 'https://oidc.example.org/id/2' } },
            },
          },
        },
        /takes no access entries\n.*API_AND_CONFIG_MAP[^]*set cluster.existing.oidcProvider to oidc.example.org\/id\/2/,
      ],
    ];
    for (const [what, input, answers, says] of TROUBLES) {
      it(`finds ${what}`, () => {
        const { status, stderr } = call('check', input, answers);
        assert.equal(status, 1, stderr);
        assert.match(stderr, says);
      });
    }

    it('calls nothing while the description is wrong', () => {
      const { status, stderr, calls } = call('check', { ...MINIMAL, region: 'Ireland' });
      assert.deepEqual([status, calls], [2, []]);
      assert.match(stderr, /region "Ireland": write an AWS region/);
    });
  });

  describe('deploy', () => {
    const steps = (calls: string[]) =>
      calls.filter(
        line =>
          !/^aws (--version|sts|service-quotas|iam|ssm)|^kubectl version|^helm version/.test(line),
      );

    it('checks, makes the stacks, then brings the cluster what its managed controllers need, guards first', () => {
      const { status, stderr, calls } = call('deploy', MINIMAL);
      assert.equal(status, 0, stderr);
      const [stacks, kubeconfig, ...applied] = steps(calls);
      assert.match(stacks!, /^cdk deploy --all .*--outputs-file \S+\/main\/outputs.json/);
      assert.match(kubeconfig!, /^aws eks update-kubeconfig --name main/);
      assert.deepEqual(
        applied.map(line => line.split('/').at(-1)),
        [
          '10-namespaces.yaml',
          '20-access.yaml',
          '30-guard.yaml',
          '50-projects.yaml',
          '60-charts.yaml',
          '80-team-repos.yaml',
        ],
      );
      assert.match(stderr, /create secret generic git-token/);
    });

    it('installs Argo CD by its chart before anything that is of its kinds, where we run it', () => {
      const { status, stderr, calls } = call('deploy', SELF);
      assert.equal(status, 0, stderr);
      const at = (what: RegExp) => steps(calls).findIndex(line => what.test(line));
      assert.ok(
        at(/^helm upgrade --install argo-cd argo-cd .*--version 9\.1\.9/) > at(/10-namespaces/),
      );
      assert.ok(at(/^helm/) < at(/50-projects/));
    });

    it('prepares an account for the CDK, once', () => {
      const first = call('deploy', MINIMAL, { 'aws ssm get-parameter': null });
      assert.ok(
        first.calls.some(line => line.startsWith('cdk bootstrap aws://123456789012/eu-west-1')),
      );
    });

    it('makes single parts, too', () => {
      const { calls, status } = call('deploy', MINIMAL, {}, 'identities', 'portal');
      assert.equal(status, 0);
      assert.match(steps(calls)[0]!, /^cdk deploy main-identities main-portal /);
      assert.equal(steps(calls).length, 1);
    });

    it('does nothing when a check finds something', () => {
      const { status, calls } = call('deploy', MINIMAL, { 'aws sts get-caller-identity': null });
      assert.equal(status, 1);
      assert.ok(!calls.some(line => line.startsWith('cdk')));
    });

    it('stops at what fails, with the remedy', () => {
      const { status, stderr, calls } = call('deploy', MINIMAL, { 'cdk deploy': null });
      assert.equal(status, 1);
      assert.match(stderr, /ended with 254: see the lines above, mend it and run this again/);
      assert.ok(!calls.some(line => line.startsWith('kubectl --context')));
    });
  });

  describe('destroy', () => {
    const GROUPS = 'kubectl --context data-pipelines-main get resourcegraphdefinitions';

    it('asks for the name of the platform', () => {
      const { status, stderr, calls } = call('destroy', MINIMAL);
      assert.deepEqual([status, calls], [1, []]);
      assert.match(stderr, /bin\/destroy --yes main/);
    });

    it('refuses while pipelines live', () => {
      const { status, stderr, calls } = call(
        'destroy',
        MINIMAL,
        {
          [GROUPS]: 'retail.pipelines.example.org\n',
          'kubectl --context data-pipelines-main get datapipelines.retail.pipelines.example.org':
            'retail-taxi-daily\nretail-orders\n',
        },
        '--yes',
        'main',
      );
      assert.equal(status, 1);
      assert.match(
        stderr,
        /2 pipelines live here \(retail-taxi-daily, retail-orders\): retire them first/,
      );
      assert.ok(!calls.some(line => /delete|destroy/.test(line)));
    });

    it('refuses while the cluster does not answer', () => {
      const { status, stderr } = call('destroy', MINIMAL, { [GROUPS]: null }, '--yes', 'main');
      assert.equal(status, 1);
      assert.match(stderr, /it is not known whether pipelines live there/);
    });

    it('takes away what would make things anew, then the stacks, and says what stays', () => {
      const { status, stderr, calls } = call('destroy', MINIMAL, {}, '--yes', 'main');
      assert.equal(status, 0, stderr);
      const at = (what: RegExp) => calls.findIndex(line => what.test(line));
      const order = [
        at(/delete --ignore-not-found applicationset team-repos/),
        at(/delete .*applications --all --cascade=orphan/),
        at(/update-termination-protection/),
        at(/--no-deletion-protection/),
        at(/^cdk destroy --all/),
      ];
      assert.ok(
        order.every((index, i) => index >= 0 && index > (order[i - 1] ?? -1)),
        String(order),
      );
      assert.match(
        stderr,
        /What stays, and costs:[^]*buckets, tables[^]*alias\/data-pipelines-main/,
      );
    });
  });

  describe('outputs', () => {
    it('gives the portal its configuration: the platform, the queue, and the role where the portal is elsewhere', () => {
      const config = parse(
        call('outputs', {
          ...MINIMAL,
          portal: { roles: ['arn:aws:iam::999999999999:role/portal'] },
        }).stdout,
      );
      assert.deepEqual(Object.keys(config.dataPipelines.platforms), ['main']);
      assert.deepEqual(config.dataPipelines.clusters, { main: { access: 'eks' } });
      assert.equal(
        config.events.modules.awsSqs.awsSqsConsumingEventPublisher.topics['data-pipelines'].queue
          .url,
        OUTPUTS['data-pipelines-main-portal'].QueueUrl,
      );
      assert.deepEqual(config.aws.accounts, [
        { accountId: '123456789012', roleName: 'data-pipelines-main-eu-west-1-portal' },
      ]);
      assert.equal(parse(call('outputs', MINIMAL).stdout).aws, undefined);
    });

    for (const [mode, input, server] of [
      ['managed', MINIMAL, 'arn:aws:eks:eu-west-1:123456789012:cluster/main'],
      ['of our own', SELF, 'https://kubernetes.default.svc'],
    ] as const) {
      it(`gives bin/render the same platform, with an Argo CD that is ${mode}`, () => {
        const config = path.join(folder, 'app-config.yaml');
        writeFileSync(config, call('outputs', input).stdout);
        const form = path.join(folder, 'form.yaml');
        const example = parse(
          readFileSync(path.join(ROOT, 'examples/taxi-daily/form.yaml'), 'utf8'),
        );
        writeFileSync(
          form,
          stringify({
            ...example,
            platform: 'main',
            repoUrl: 'github.com?owner=example-org&repo=retail-pipelines',
          }),
        );
        const repo = path.join(folder, `repo-${input === SELF}`);
        const rendered = spawnSync(
          process.execPath,
          [
            '--require',
            path.join(ROOT, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
            path.join(ROOT, 'plugins/data-pipelines-node/src/bin/main.ts'),
            form,
            repo,
            '--config',
            config,
          ],
          { encoding: 'utf8', env: { ...process.env, DATA_PIPELINES_ROOT: ROOT } },
        );
        assert.equal(rendered.status, 0, rendered.stderr);
        const { spec } = parse(
          readFileSync(path.join(repo, 'pipelines/taxi-daily/instance.yaml'), 'utf8'),
        );
        assert.equal(
          spec.aws.permissionsBoundary,
          'arn:aws:iam::123456789012:policy/data-pipelines-main-boundary',
        );
        assert.equal(spec.identity.mode, 'podIdentity');
        const projects = parseAllDocuments(
          readFileSync(path.join(repo, 'argocd/project.yaml'), 'utf8'),
        ).map(one => one.toJS());
        for (const project of projects) {
          assert.deepEqual(project.spec.sourceNamespaces, ['argocd']);
          assert.equal(project.spec.destinations[0].server, server);
        }
      });
    }

    it('tells forms by which label they find spot nodes', () => {
      const spot = (input: PlatformInput) =>
        parse(call('outputs', input).stdout).dataPipelines.platforms.main.spot;
      assert.equal(spot(MINIMAL), undefined);
      assert.deepEqual(spot({ ...MINIMAL, spark: { capacity: 'karpenter' } }), {
        selector: { 'karpenter.sh/capacity-type': 'spot' },
      });
    });

    it('gives the catalog the cluster and its VPC', () => {
      const entities = parseAllDocuments(call('outputs', MINIMAL, {}, '--catalog').stdout).map(
        one => one.toJS(),
      );
      assert.deepEqual(
        entities.map(({ kind, metadata, spec }) => [kind, metadata.name, spec.type, spec.owner]),
        [
          ['Resource', 'main-cluster', 'kubernetes-cluster', 'group:default/platform'],
          ['Resource', 'main-vpc', 'vpc', 'group:default/platform'],
        ],
      );
      assert.deepEqual(entities[0].spec.dependsOn, ['resource:default/main-vpc']);
    });

    it('says what to do before there is a cluster', () => {
      writeFileSync(path.join(folder, 'none.json'), '{}');
      const { status, stderr, stdout } = call(
        'outputs',
        MINIMAL,
        {},
        '--outputs',
        path.join(folder, 'none.json'),
      );
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, /has no cluster yet: run platform\/bin\/deploy/);
    });
  });
});
