import { KubeObject } from '../kube/kubeObject';
import { resolveReferences } from './references';

const made = (group: string, kind: string, name: string, arn?: string): KubeObject => ({
  apiVersion: `${group}.services.k8s.aws/v1alpha1`,
  kind,
  metadata: { name, namespace: 'orders-daily' },
  spec: { name: `orders-${name}` },
  status: arn ? { ackResourceMetadata: { arn } } : undefined,
});
const others = [
  made('iam', 'Role', 'job', 'arn:job'),
  made('iam', 'Policy', 'read', 'arn:read'),
  made('eventbridge', 'EventBus', 'bus', 'arn:bus'),
  made('iam', 'Role', 'unfinished'),
];
const resolve = (spec: Record<string, unknown>) =>
  resolveReferences({ ...made('eventbridge', 'Rule', 'rule'), spec }, others);
const to = (name: string, namespace?: string) => ({ from: { name, namespace } });

describe('resolveReferences', () => {
  it('puts the ARN, or the name where that is wanted, in the place of the reference', () => {
    expect(
      resolve({ name: 'x', roleRef: to('job'), eventBusRef: to('bus'), policyRefs: [to('read')] }),
    ).toEqual({
      name: 'x',
      roleARN: 'arn:job',
      eventBusName: 'orders-bus',
      policies: ['arn:read'],
    });
  });

  it.each([
    ['not there', to('nobody'), 'spec.roleRef: points to Role "nobody", which is not there'],
    ['in another namespace', to('job', 'other'), 'points to Role "job"'],
    ['without ARN yet', to('unfinished'), 'points to Role "unfinished"'],
    ['no reference at all', 'job', 'points to Role undefined'],
  ])('refuses one that is %s', (_what, roleRef, message) => {
    expect(() => resolve({ roleRef })).toThrow(message);
  });
});
