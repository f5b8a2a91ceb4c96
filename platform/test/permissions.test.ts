/** Each role may do what it has to, on what it has to, and nothing else. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { platformBlock } from '../src/outputs.ts';
import { ACK_SERVICES } from '../src/permissions/ack.ts';
import { ackCalls } from './support/ackCalls.ts';
import { pipelineCalls, type Purpose, roleOf } from './support/pipelineCalls.ts';
import { actionsOf, allows, type Policy, type Request } from './support/iam.ts';
import { ackService, type Pipeline, pipelinesOn } from './support/pipelines.ts';
import { MINIMAL, SELF, synthesise, type Synthesised } from './support/platforms.ts';

const WHERE = { account: '123456789012', region: 'eu-west-1', cluster: 'main' };
const OUTPUTS = {
  'data-pipelines-main-cluster': {
    OidcProviderName: 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF',
  },
};
const inWords = ({ action, resource }: Request) => `${action} on ${resource}`;

describe('permissions of the controllers', () => {
  let self: Synthesised;
  let managed: Synthesised;
  let pipelines: Pipeline[];
  before(() => {
    self = synthesise(SELF);
    managed = synthesise(MINIMAL);
    pipelines = pipelinesOn(platformBlock(managed.config, OUTPUTS));
  });

  const callsOf = (service: string) =>
    pipelines.flatMap(({ objects }) =>
      objects
        .filter(object => ackService(object) === service)
        .flatMap(object => ackCalls(object, WHERE)),
    );

  for (const service of ACK_SERVICES) {
    it(`lets ACK's ${service} controller make every call for every example, and no other`, () => {
      const calls = callsOf(service);
      assert.ok(calls.length > 0, `no example has a kind of ${service}`);
      for (const policies of [self.policiesOf(`ack-${service}`), managed.policiesOf('ack')]) {
        assert.deepEqual(calls.filter(call => !allows(policies, call)).map(inWords), []);
      }
      const needed = new Set(calls.map(call => call.action));
      const beyond = [...actionsOf(self.policiesOf(`ack-${service}`))].filter(
        action => !needed.has(action),
      );
      assert.deepEqual(beyond, []);
    });
  }

  it('gives the one role of a managed ACK what the ten roles of its charts have together', () => {
    const together = ACK_SERVICES.flatMap(service => [
      ...actionsOf(self.policiesOf(`ack-${service}`)),
    ]);
    assert.deepEqual(
      [...actionsOf(managed.policiesOf('ack'))].sort(),
      [...new Set(together)].sort(),
    );
    assert.equal(managed.policiesOf('ack').length, 10, 'a role may have ten managed policies');
  });

  it('gives the roles of a managed Argo CD and kro nothing in AWS', () => {
    assert.deepEqual([managed.policiesOf('argo-cd'), managed.policiesOf('kro')], [[], []]);
  });

  it('puts the boundary on every role of every example', () => {
    const roles = pipelines.flatMap(({ objects }) =>
      objects.filter(({ kind }) => kind === 'Role').filter(o => o.apiVersion.startsWith('iam.')),
    );
    assert.ok(roles.length >= 4 * pipelines.length);
    for (const { spec } of roles)
      assert.equal(
        spec.permissionsBoundary,
        'arn:aws:iam::123456789012:policy/data-pipelines-main-boundary',
      );
  });

  describe('refuses ACK', () => {
    const boundary = 'arn:aws:iam::123456789012:policy/data-pipelines-main-boundary';
    const job = 'arn:aws:iam::123456789012:role/retail-taxi-daily-eu-west-1-job';
    const refused: Record<string, Request> = {
      'a role without the boundary': { action: 'iam:CreateRole', resource: job },
      'a role with another boundary': {
        action: 'iam:CreateRole',
        resource: job,
        context: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' },
      },
      'a policy for a role that the boundary does not hold': {
        action: 'iam:PutRolePolicy',
        resource: job,
      },
      'taking the boundary away': {
        action: 'iam:DeleteRolePermissionsBoundary',
        resource: job,
        context: { 'iam:PermissionsBoundary': boundary },
      },
      'attaching a policy of AWS': {
        action: 'iam:AttachRolePolicy',
        resource: job,
        context: { 'iam:PermissionsBoundary': boundary },
      },
      "the platform's own roles": {
        action: 'iam:PutRolePolicy',
        resource: 'arn:aws:iam::123456789012:role/data-pipelines-main-eu-west-1-ack',
        context: { 'iam:PermissionsBoundary': boundary },
      },
      'changing the boundary': { action: 'iam:CreatePolicyVersion', resource: boundary },
      'a role of another region': {
        action: 'iam:DeleteRole',
        resource: 'arn:aws:iam::123456789012:role/retail-taxi-daily-us-east-1-job',
      },
      'a role of something else': {
        action: 'iam:DeleteRole',
        resource: 'arn:aws:iam::123456789012:role/administrators',
      },
      'a bucket of something else': {
        action: 's3:DeleteBucket',
        resource: 'arn:aws:s3:::company-payroll',
      },
      'what is in a bucket': {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::retail-taxi-daily-input-123456789012-eu-west-1/input/x',
      },
      'what is in a table': {
        action: 'dynamodb:GetItem',
        resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/retail-taxi-daily',
      },
      'passing a job role to EC2': {
        action: 'iam:PassRole',
        resource: job,
        context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
      },
      'passing a workflow role to EventBridge': {
        action: 'iam:PassRole',
        resource: 'arn:aws:iam::123456789012:role/retail-taxi-daily-eu-west-1-workflow',
        context: { 'iam:PassedToService': 'events.amazonaws.com' },
      },
      'a virtual cluster without the tag': {
        action: 'emr-containers:CreateVirtualCluster',
        resource: '*',
      },
      "somebody else's virtual cluster": {
        action: 'emr-containers:DeleteVirtualCluster',
        resource: 'arn:aws:emr-containers:eu-west-1:123456789012:/virtualclusters/x',
      },
      'administering the cluster': {
        action: 'eks:UpdateClusterConfig',
        resource: 'arn:aws:eks:eu-west-1:123456789012:cluster/main',
      },
      "access to the cluster for somebody else's role": {
        action: 'eks:AssociateAccessPolicy',
        resource: 'arn:aws:eks:eu-west-1:123456789012:access-entry/main/role/123456789012/me/0123',
      },
      'access to another cluster': {
        action: 'eks:CreateAccessEntry',
        resource: 'arn:aws:eks:eu-west-1:123456789012:cluster/other',
      },
    };
    for (const [what, request] of Object.entries(refused)) {
      it(what, () => assert.equal(allows(managed.policiesOf('ack'), request), false));
    }

    it('another team, where the teams are named', () => {
      const named = synthesise({ ...MINIMAL, pipelines: { teams: ['retail', 'shop'] } }).policiesOf(
        'ack',
      );
      const table = (team: string) => ({
        action: 'dynamodb:CreateTable',
        resource: `arn:aws:dynamodb:eu-west-1:123456789012:table/${team}-x`,
      });
      assert.deepEqual(
        ['retail', 'shop', 'finance'].map(team => allows(named, table(team))),
        [true, true, false],
      );
    });
  });
});

describe('permissions of a pipeline within the boundary', () => {
  let boundary: Policy;
  let pipelines: Pipeline[];
  before(() => {
    const { config, resources } = synthesise(MINIMAL);
    pipelines = pipelinesOn(platformBlock(config, OUTPUTS));
    const policy = resources('AWS::IAM::ManagedPolicy').find(
      ({ Properties }) => Properties.ManagedPolicyName === 'data-pipelines-main-boundary',
    );
    boundary = policy!.Properties.PolicyDocument;
  });
  const policiesOf = (pipeline: Pipeline, purpose: Purpose): Policy[] =>
    Object.values<string>(roleOf(pipeline, purpose).spec.inlinePolicies).map(text =>
      JSON.parse(text),
    );

  for (const purpose of ['workflow', 'job', 'events', 'steps'] as const) {
    it(`lets the role of the ${purpose} make every call, and no other`, () => {
      for (const pipeline of pipelines) {
        const calls = pipelineCalls(pipeline, WHERE)[purpose];
        const policies = policiesOf(pipeline, purpose);
        assert.deepEqual(
          calls.filter(call => !allows(policies, call, boundary)).map(inWords),
          [],
          pipeline.title,
        );
        const needed = new Set(calls.map(({ action }) => action));
        assert.deepEqual(
          [...actionsOf(policies)].filter(action => !needed.has(action)),
          [],
          pipeline.title,
        );
      }
    });
  }

  it('holds nothing that no role of a pipeline needs', () => {
    const needed = new Set(
      pipelines.flatMap(pipeline =>
        Object.values(pipelineCalls(pipeline, WHERE))
          .flat()
          .map(({ action }) => action),
      ),
    );
    assert.deepEqual(
      [...actionsOf([boundary])].filter(action => !needed.has(action)),
      [],
    );
  });

  it('stops a role that was given everything', () => {
    const everything: Policy = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const refused: Request[] = [
      { action: 'iam:CreateUser', resource: '*' },
      {
        action: 'iam:PutRolePolicy',
        resource: 'arn:aws:iam::123456789012:role/retail-taxi-daily-eu-west-1-job',
      },
      {
        action: 'iam:PassRole',
        resource: 'arn:aws:iam::123456789012:role/administrators',
        context: { 'iam:PassedToService': 'emr-containers.amazonaws.com' },
      },
      {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::payroll/x',
        context: { 'aws:ResourceAccount': '999999999999' },
      },
      {
        action: 's3:DeleteBucket',
        resource: 'arn:aws:s3:::retail-x-input-123456789012-eu-west-1',
        context: { 'aws:ResourceAccount': '123456789012' },
      },
      {
        action: 'dynamodb:Scan',
        resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/retail-taxi-daily',
      },
      { action: 'sts:AssumeRole', resource: 'arn:aws:iam::123456789012:role/administrators' },
      { action: 'secretsmanager:GetSecretValue', resource: '*' },
    ];
    for (const request of refused) {
      assert.equal(allows([everything], request), true);
      assert.equal(allows([everything], request, boundary), false, inWords(request));
    }
  });
});
