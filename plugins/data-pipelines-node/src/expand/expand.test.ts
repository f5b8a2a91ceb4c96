import { applyDefaults, expand, KubeObject } from '.';
import { ackFaults, isAck } from './__testUtils__/crd';
import { CHOICES, graph, pipeline, rgd } from './__testUtils__/pipeline';

const expanded = (spec: Record<string, object> = {}) => expand(graph, pipeline(spec));
const ids = (spec: Record<string, object> = {}) => [
  ...new Set(expanded(spec).map(resource => resource.id)),
];
const one = (id: string, spec: Record<string, object> = {}) =>
  expanded(spec).find(resource => resource.id === id)!;

describe('applyDefaults on the pipeline’s schema', () => {
  it('accepts the least that an instance may say, and fills in the rest', () => {
    const spec = applyDefaults(rgd, pipeline()).spec as any;
    expect(spec.trigger).toEqual({ on: 'data', prefix: 'input/', suffix: '' });
    expect(spec.limits).toEqual({ timeoutMinutes: 60, maxAttempts: 2, concurrentRuns: 4 });
    expect(spec.deletion).toEqual({ buckets: 'retain' });
  });

  it.each<[string, Record<string, any>, RegExp]>([
    ['another team', { team: 'other' }, /spec\.team must be one of retail, and is "other"/],
    [
      'a trigger on a folder that the pipeline writes to',
      { trigger: { prefix: 'output/x/' } },
      /spec\.trigger\.prefix must keep the rule/,
    ],
    [
      'a prefix without its slash',
      { trigger: { prefix: 'input' } },
      /spec\.trigger\.prefix must look like/,
    ],
    [
      'fewer executors at most than at least',
      { spark: { minExecutors: 5 } },
      /spec\.spark must keep the rule/,
    ],
    [
      'a Spark setting that could be an expression',
      { spark: { conf: { 'spark.x': '{% 1 %}' } } },
      /conf\["spark\.x"\] must look like/,
    ],
    [
      'a script outside of its folder',
      { scripts: { entryPoint: '../x.py' } },
      /entryPoint must look like/,
    ],
    ['an account that is not one', { aws: { accountId: '12' } }, /accountId must look like/],
  ])('refuses %s', (_, spec, sentence) => {
    expect(() => applyDefaults(graph, pipeline(spec))).toThrow(sentence);
  });

  it('lists all that is wrong at once', () => {
    const bad = pipeline({ aws: { accountId: '1' }, limits: { timeoutMinutes: 1 } });
    expect(() => applyDefaults(graph, bad)).toThrow(/accountId.*; .*timeoutMinutes/);
  });

  it('refuses an instance of another kind', () => {
    expect(() => applyDefaults(graph, { ...pipeline(), kind: 'X' })).toThrow(
      /not of retail\.pipelines\.example\.org\/v1alpha1 X/,
    );
  });

  it('has a description for every field', () => {
    const without: string[] = [];
    const look = (schema: any, path: string) => {
      if (path !== 'spec' && !schema.description) without.push(path);
      for (const [name, field] of Object.entries(schema.properties ?? {}))
        look(field, `${path}.${name}`);
    };
    look(graph.schema, 'spec');
    expect(without).toEqual([]);
  });

  it('bounds every field by a pattern, an enum, a length or a range', () => {
    const free: string[] = [];
    const look = (schema: any, path: string) => {
      const bounds = ['pattern', 'enum', 'maxLength', 'maximum', 'properties', 'items', 'values'];
      if (schema.type !== 'boolean' && !bounds.some(bound => schema[bound] !== undefined))
        free.push(path);
      if (schema.items) look(schema.items, `${path}[]`);
      if (schema.values) look(schema.values, `${path}[*]`);
      for (const [name, field] of Object.entries(schema.properties ?? {}))
        look(field, `${path}.${name}`);
    };
    look(graph.schema, 'spec');
    expect(free).toEqual([]);
  });
});

describe.each(Object.entries(CHOICES))('expand: %s', (_, spec) => {
  it('makes only objects that ACK’s own CRDs accept', () => {
    const faults = expanded(spec)
      .filter(({ object }) => isAck(object))
      .flatMap(({ id, object }) => ackFaults(object).map(fault => `${id}: ${fault}`));
    expect(faults).toEqual([]);
  });

  it('gives every ACK object a deletion policy, and tags where AWS has them', () => {
    const objects = expanded(spec)
      .map(({ object }) => object)
      .filter(isAck);
    const policy = (object: KubeObject) =>
      object.metadata.annotations!['services.k8s.aws/deletion-policy'];
    const tags = ({ spec: { tags: all, tagging } }: any) => JSON.stringify(all ?? tagging ?? '');
    expect(objects.filter(object => !['retain', 'delete'].includes(policy(object)))).toEqual([]);
    const untagged = objects.filter(object => !tags(object).includes('retail-taxi-daily'));
    expect(untagged.filter(({ kind }) => kind !== 'Subscription')).toEqual([]);
  });

  it('never sets the notification of a bucket', () => {
    const buckets = expanded(spec).filter(({ object }) => object.kind === 'Bucket');
    for (const { object } of buckets) expect(object.spec).not.toHaveProperty('notification');
  });

  it('gives no name twice', () => {
    const names = expanded(spec).map(
      ({ object }) => `${object.apiVersion} ${object.kind} ${object.metadata.name}`,
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('expand', () => {
  it('waits for ACK on every resource but for subscriptions, which wait for a person', () => {
    const without = (rgd as any).spec.resources
      .filter((resource: any) => resource.template?.apiVersion.includes('.services.k8s.aws/'))
      .filter(
        (resource: any) => !JSON.stringify(resource.readyWhen ?? '').includes('ACK.ResourceSynced'),
      )
      .map((resource: any) => resource.id);
    expect(without).toEqual(['subscriptions']);
  });

  it('makes only the buckets that do not exist', () => {
    expect(ids(CHOICES['one bucket for all'])).not.toContain('scriptsBucket');
    expect(ids(CHOICES['buckets that exist'])).not.toContain('inputBucket');
    expect(ids()).toEqual(expect.arrayContaining(['inputBucket', 'scriptsBucket', 'lakeBucket']));
  });

  it('expires output in the input bucket only where that is the scripts bucket, too', () => {
    const rules = (spec?: Record<string, object>) =>
      (one('inputBucket', spec).object.spec as any).lifecycle.rules.map(
        (rule: any) => `${rule.id} ${rule.status}`,
      );
    expect(rules()).toContain('expire-output Disabled');
    expect(rules(CHOICES['one bucket for all'])).toContain('expire-output Enabled');
  });

  it('names the region of a bucket everywhere but in us-east-1, where S3 refuses it', () => {
    expect((one('inputBucket').object.spec as any).createBucketConfiguration).toEqual({
      locationConstraint: 'eu-west-1',
    });
    expect(one('inputBucket', CHOICES['us-east-1']).object.spec).not.toHaveProperty(
      'createBucketConfiguration',
    );
  });

  it('has one workflow: for the pipeline’s cluster, or with a cluster for each run', () => {
    expect(ids()).toEqual(expect.arrayContaining(['virtualCluster', 'workflow']));
    expect(ids()).not.toContain('workflowWithCluster');
    const perRun = ids(CHOICES['a cluster for each run']);
    expect(perRun).toContain('workflowWithCluster');
    expect(perRun).not.toEqual(expect.arrayContaining(['virtualCluster']));
    expect(perRun).not.toEqual(expect.arrayContaining(['workflow']));
  });

  it('gives EMR’s three service accounts and the steps their roles by pod identity', () => {
    const accounts = expanded(CHOICES['pod identity'])
      .filter(({ object }) => object.kind === 'PodIdentityAssociation')
      .map(({ object }) => (object.spec as any).serviceAccount);
    expect(accounts.sort()).toEqual([
      'emr-containers-sa-spark-client-123456789012-c7ohmynrs14q04uudoef8n97xdufwajzua',
      'emr-containers-sa-spark-driver-123456789012-c7ohmynrs14q04uudoef8n97xdufwajzua',
      'emr-containers-sa-spark-executor-123456789012-c7ohmynrs14q04uudoef8n97xdufwajzua',
      'taxi-daily-steps',
    ]);
    expect(ids()).not.toContain('jobIdentities');
  });

  it('encrypts with the services’ keys, or with one’s own', () => {
    const rule = (spec?: Record<string, object>) =>
      (one('inputBucket', spec).object.spec as any).encryption.rules[0];
    expect(rule()).toEqual({
      applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' },
      bucketKeyEnabled: false,
    });
    expect(
      rule(CHOICES['own key, mails, settings']).applyServerSideEncryptionByDefault.sseAlgorithm,
    ).toBe('aws:kms');
    expect(Object.keys((one('jobRole').object.spec as any).inlinePolicies)).toEqual(['job']);
    expect(
      Object.keys(
        (one('jobRole', CHOICES['own key, mails, settings']).object.spec as any).inlinePolicies,
      ),
    ).toEqual(['job', 'logs', 'encryption']);
  });

  it('makes a subscription for each address, kept when the pipeline goes', () => {
    const subscriptions = expanded(CHOICES['own key, mails, settings']).filter(
      ({ id }) => id === 'subscriptions',
    );
    expect(subscriptions.map(({ object }) => (object.spec as any).endpoint)).toEqual([
      'a@example.org',
      'b@example.org',
    ]);
    for (const { object, pending } of subscriptions) {
      expect(object.metadata.name).toMatch(/^taxi-daily-[0-9a-f]{16}$/);
      expect(object.metadata.annotations).toEqual({ 'services.k8s.aws/deletion-policy': 'retain' });
      expect(pending).toEqual(['topic.status.ackResourceMetadata.arn']);
    }
  });

  it('takes over what an earlier pipeline of the name has left, and creates what is not there', () => {
    const annotations = 'services.k8s.aws/';
    const adopted = expanded()
      .map(({ object }) => object.metadata.annotations ?? {})
      .filter(all => all[`${annotations}adoption-policy`]);
    expect(adopted.map(all => JSON.parse(all[`${annotations}adoption-fields`]))).toEqual([
      { name: 'retail-taxi-daily-input-123456789012-eu-west-1' },
      { name: 'retail-taxi-daily-scripts-123456789012-eu-west-1' },
      { name: 'retail-taxi-daily-lake-123456789012-eu-west-1' },
      { tableName: 'retail-taxi-daily' },
    ]);
    for (const all of adopted) {
      expect(all[`${annotations}adoption-policy`]).toBe('adopt-or-create');
      expect(all[`${annotations}deletion-policy`]).toBe('retain');
    }
  });

  it('keeps the table of results when the pipeline goes, and protects it in AWS when asked', () => {
    const table = (spec?: Record<string, object>) => one('table', spec).object;
    const policy = 'services.k8s.aws/deletion-policy';
    for (const spec of [undefined, CHOICES['own key, mails, settings']]) {
      expect(table(spec).metadata.annotations![policy]).toBe('retain');
    }
    expect((table().spec as any).deletionProtectionEnabled).toBe(false);
    const asked = table(CHOICES['own key, mails, settings']).spec as any;
    expect(asked.deletionProtectionEnabled).toBe(true);
  });

  it('starts runs on keys that begin and end as the trigger says', () => {
    const keys = (spec?: Record<string, object>) =>
      JSON.parse((one('triggerRule', spec).object.spec as any).eventPattern).detail.object.key;
    expect(keys()).toEqual([{ wildcard: 'input/*' }]);
    expect(keys({ trigger: { suffix: '.parquet' } })).toEqual([{ wildcard: 'input/*.parquet' }]);
    expect(keys(CHOICES['script trigger'])).toEqual([{ wildcard: 'scripts/*.py' }]);
  });
});
