import { parse } from 'yaml';
import { expand } from '../expand';
import { graph, pipeline } from '../expand/__testUtils__/pipeline';
import { plan } from '../plan';
import { render } from '../render';
import { MINIMAL, SETTINGS } from '../__testUtils__/forms';

const ofKind = (kind: string, spec?: Record<string, object>): any[] =>
  expand(graph, pipeline(spec))
    .map(({ object }) => object)
    .filter(object => object.kind === kind);
const PER_RUN = { virtualCluster: { lifecycle: 'run' } };

describe('safeguards of a pipeline', () => {
  it.each([
    ['shared cluster', {}, 1],
    ['cluster for each run', PER_RUN, 2],
  ] as const)('traces and logs every workflow: %s', (_, spec, count) => {
    const machines = ofKind('StateMachine', spec);
    expect(machines).toHaveLength(count);
    for (const { spec: machine } of machines) {
      expect(machine.tracingConfiguration).toEqual({ enabled: true });
      expect(machine.loggingConfiguration.level).not.toBe('OFF');
    }
  });

  it.each([
    ['shared cluster', {}, 3],
    ['cluster for each run', PER_RUN, 4],
  ] as const)('keeps what a rule cannot deliver, after a day of tries: %s', (_, spec, count) => {
    const targets = ofKind('Rule', spec).flatMap(rule => rule.spec.targets);
    expect(targets).toHaveLength(count);
    for (const target of targets) {
      expect(target.retryPolicy).toEqual({
        maximumEventAgeInSeconds: 86400,
        maximumRetryAttempts: 185,
      });
      expect(target.deadLetterConfig).toEqual({ arn: expect.any(String) });
    }
  });

  it('encrypts the queue always, and table and topic by the key of one’s own', () => {
    expect(ofKind('Queue')[0].spec).toMatchObject({ sqsManagedSSEEnabled: 'true' });
    expect(ofKind('Table')[0].spec.sseSpecification).toMatchObject({ enabled: true });
    const kmsKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/own';
    const own = { encryption: { kmsKeyArn } };
    expect(ofKind('Topic', own)[0].spec.kmsMasterKeyID).toBe(kmsKeyArn);
    expect(ofKind('Table', own)[0].spec.sseSpecification.kmsMasterKeyID).toBe(kmsKeyArn);
  });

  it('keeps each bucket to itself, encrypted, with the versions of what was replaced for a month', () => {
    const buckets = ofKind('Bucket');
    expect(buckets).toHaveLength(3);
    for (const { spec } of buckets) {
      expect(spec.publicAccessBlock).toEqual({
        blockPublicACLs: true,
        blockPublicPolicy: true,
        ignorePublicACLs: true,
        restrictPublicBuckets: true,
      });
      expect(spec.versioning).toEqual({ status: 'Enabled' });
      expect(spec.encryption.rules).toHaveLength(1);
      expect(JSON.parse(spec.policy).Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Principal: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
      expect(spec.lifecycle.rules).toContainEqual(
        expect.objectContaining({
          status: 'Enabled',
          noncurrentVersionExpiration: { noncurrentDays: 30 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: expect.any(Number) },
        }),
      );
    }
  });

  it('can bring the table back to any second of the last weeks, and keeps logs as long as was asked', () => {
    expect(ofKind('Table')[0].spec.continuousBackups).toEqual({ pointInTimeRecoveryEnabled: true });
    const logs = { logs: { retentionDays: 7, cloudWatch: true } };
    const groups = ofKind('LogGroup', logs);
    expect(groups).toHaveLength(2);
    for (const { spec } of groups) expect(spec.retentionDays).toBe(7);
  });

  it('says what pods the namespace takes', () => {
    const made = plan(MINIMAL, SETTINGS);
    const namespace = parse(render(made).get(`pipelines/${made.name}/namespace.yaml`)!);
    expect(namespace.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/audit': 'restricted',
    });
  });
});
