import { expand } from '../expand';
import { CHOICES, graph, pipeline } from '../expand/__testUtils__/pipeline';

const ofKind = (kind: string, spec?: Record<string, object>): any[] =>
  expand(graph, pipeline(spec))
    .map(({ object }) => object)
    .filter(object => object.kind === kind);

describe('namespace of a pipeline', () => {
  it('has room for as many runs as the pipeline says, each with all its executors', () => {
    const hard = (spec?: Record<string, object>) => ofKind('ResourceQuota', spec)[0].spec.hard;
    expect(hard()).toEqual({
      // 4 runs of 1 driver, 4 executors and 1 submitter, and 1 for the steps; 0.1 more in each driver and executor
      'requests.cpu': '27000m',
      'requests.memory': '70656Mi',
      pods: '29',
      'services.loadbalancers': '0',
      'services.nodeports': '0',
    });
    const larger = hard({
      limits: { concurrentRuns: 1 },
      spark: {
        driver: { cores: 2, memory: '4g' },
        executor: { cores: 4, memory: '600m' },
        maxExecutors: 10,
      },
    });
    expect(larger).toMatchObject({
      'requests.cpu': '45100m',
      'requests.memory': `${6144 + 512 + 10 * (900 + 512) + 1024 + 1024}Mi`,
      pods: '17',
    });
  });

  it('gives a request to containers that have none, and no limit, which might be below their request', () => {
    expect(ofKind('LimitRange')[0].spec.limits).toEqual([
      { type: 'Container', defaultRequest: { cpu: '100m', memory: '256Mi' } },
    ]);
  });

  it('lets pods reach each other, DNS, HTTPS and the agent of Pod Identity, and nobody reach them', () => {
    const [policy, ...more] = ofKind('NetworkPolicy');
    expect(more).toEqual([]);
    expect(policy.spec).toMatchObject({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: {} }] }],
    });
    const open = policy.spec.egress.flatMap(({ to, ports }: any) =>
      (ports ?? [{ port: 'all' }]).map(({ port, protocol = '' }: any) =>
        `${protocol} ${port} ${JSON.stringify(to ?? 'anywhere')}`.trim(),
      ),
    );
    expect(open).toEqual([
      'all [{"podSelector":{}}]',
      'UDP 53 "anywhere"',
      'TCP 53 "anywhere"',
      'TCP 443 "anywhere"',
      'TCP 80 [{"ipBlock":{"cidr":"169.254.170.23/32"}},{"ipBlock":{"cidr":"fd00:ec2::23/128"}}]',
    ]);
  });

  it('opens what the pipeline names besides, each in a policy of its own', () => {
    const [, ...more] = ofKind('NetworkPolicy', CHOICES['own key, mails, settings']);
    expect(more.map(({ spec }) => spec.egress)).toEqual([
      [
        {
          to: [{ ipBlock: { cidr: '10.0.12.0/24' } }],
          ports: [{ protocol: 'TCP', port: 5432 }],
        },
      ],
      [
        {
          to: [{ ipBlock: { cidr: '10.0.13.7/32' } }],
          ports: [{ protocol: 'TCP', port: 9092 }],
        },
      ],
    ]);
  });

  it('lets EMR in by a Role only where the cluster has no access entries', () => {
    expect(
      [...ofKind('Role'), ...ofKind('RoleBinding')].map(({ apiVersion }) => apiVersion),
    ).toEqual(Array(4).fill('iam.services.k8s.aws/v1alpha1'));
    const spec = CHOICES['EMR by RBAC'];
    const role = ofKind('Role', spec).find(({ metadata }) => metadata.name === 'emr-containers');
    expect(role.rules.length).toBeGreaterThan(5);
    expect(ofKind('RoleBinding', spec)).toEqual([
      expect.objectContaining({
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'emr-containers' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'emr-containers' }],
      }),
    ]);
    for (const choice of [undefined, spec]) {
      const [cluster] = ofKind('VirtualCluster', choice);
      expect(cluster.spec.containerProvider.info.eksInfo.namespace).toBe('retail-taxi-daily');
    }
  });

  it('lets the workflow make access entries only where it makes clusters and the cluster has entries', () => {
    const policies = (choice: string) =>
      Object.keys(
        ofKind('Role', CHOICES[choice]).find(({ spec }) => spec?.name?.endsWith('-workflow')).spec
          .inlinePolicies,
      );
    expect(policies('least')).toEqual(['workflow']);
    expect(policies('a cluster for each run')).toEqual([
      'workflow',
      'virtual-cluster',
      'access-entries',
    ]);
    expect(policies('a cluster for each run, EMR by RBAC')).toEqual([
      'workflow',
      'virtual-cluster',
    ]);
  });
});
