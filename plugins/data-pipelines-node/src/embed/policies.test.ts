import { expand } from '../expand';
import { CHOICES, graph, pipeline } from '../expand/__testUtils__/pipeline';

interface Statement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Principal?: unknown;
  Action: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

const list = (value: string | string[] | undefined) => [value ?? []].flat();

/** Every policy of a pipeline: its place and its statements. */
function policies(spec: Record<string, object> = {}): [string, Statement[]][] {
  return expand(graph, pipeline(spec)).flatMap(({ id, object }) => {
    const { policy, assumeRolePolicyDocument, inlinePolicies = {} } = (object.spec as any) ?? {};
    const texts: [string, string][] = Object.entries({
      policy,
      trust: assumeRolePolicyDocument,
      ...inlinePolicies,
    });
    return texts
      .filter(([, text]) => text)
      .map(([name, text]): [string, Statement[]] => [`${id} ${name}`, JSON.parse(text).Statement]);
  });
}

const statements = (spec?: Record<string, object>) =>
  policies(spec).flatMap(([place, all]) => all.map(one => ({ place, ...one })));
const byId = (sid: string, spec?: Record<string, object>) =>
  statements(spec).find(({ Sid }) => Sid === sid)!;

describe.each(Object.entries(CHOICES))('policies: %s', (_, spec) => {
  it('allow no action by wildcard', () => {
    const wild = statements(spec).filter(
      ({ Effect, Action }) =>
        Effect === 'Allow' && list(Action).some(action => action.includes('*')),
    );
    expect(wild).toEqual([]);
  });

  it('allow nothing to everyone', () => {
    const open = statements(spec).filter(
      ({ Effect, Principal }) =>
        Effect === 'Allow' && JSON.stringify(Principal ?? '').includes('*'),
    );
    expect(open).toEqual([]);
  });

  it('reach beyond the pipeline’s own resources only where AWS knows no narrower resource', () => {
    const all = statements(spec).filter(
      ({ Effect, Resource }) => Effect === 'Allow' && list(Resource).includes('*'),
    );
    expect(all.map(({ Sid }) => Sid)).toEqual(
      all.map(() => expect.stringMatching(/Allows?NoNarrowerResource$/)),
    );
  });

  it('name the pipeline, its cluster or its key in every other resource', () => {
    const known =
      /retail-taxi-daily|virtualclusters\/\*|StepFunctionsGetEvents|cluster\/sandbox|access-entry\/sandbox|AWSServiceRole|:key\//;
    const strange = statements(spec).flatMap(({ Resource }) =>
      list(Resource).filter(arn => arn !== '*' && !known.test(arn)),
    );
    expect(strange).toEqual([]);
  });

  it('tie what has a star in place of a cluster’s id to the pipeline’s tag', () => {
    const tied = /"aws:(Resource|Request)Tag\/data-pipelines:pipeline":"retail-taxi-daily"/;
    const loose = statements(spec)
      .filter(({ Resource }) => list(Resource).some(arn => arn.includes('virtualclusters/*')))
      .filter(({ Condition }) => !tied.test(JSON.stringify(Condition)));
    expect(loose).toEqual([]);
  });

  it('trust a service only on behalf of this account and this source', () => {
    const trusting = statements(spec)
      .filter(
        ({ Principal, Effect }) =>
          Effect === 'Allow' && JSON.stringify(Principal ?? '').includes('Service'),
      )
      .map(({ Condition }) => JSON.stringify(Condition));
    expect(trusting.length).toBeGreaterThan(0);
    for (const condition of trusting) {
      expect(condition).toContain('"aws:SourceAccount":"123456789012"');
      expect(condition).toContain('"aws:SourceArn"');
    }
  });
});

describe('policies', () => {
  it('pass the job role to EMR only', () => {
    const passing = statements().filter(({ Action }) => list(Action).includes('iam:PassRole'));
    expect(passing).toEqual([
      expect.objectContaining({
        Resource: 'arn:aws:iam::123456789012:role/retail-taxi-daily-eu-west-1-job',
        Condition: { StringEquals: { 'iam:PassedToService': 'emr-containers.amazonaws.com' } },
      }),
    ]);
  });

  it('let jobs start with the job role only', () => {
    expect(byId('StartJobs').Condition!.ArnEquals).toEqual({
      'emr-containers:ExecutionRoleArn':
        'arn:aws:iam::123456789012:role/retail-taxi-daily-eu-west-1-job',
    });
  });

  it('trust the service accounts that EMR makes for the job role, in the pipeline’s namespace', () => {
    const { Principal, Condition } = byId('ServiceAccountsOfEmrForThisRole');
    const issuer = 'oidc.eks.eu-west-1.amazonaws.com/id/SANDBOX';
    expect(Principal).toEqual({ Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` });
    expect(Condition).toEqual({
      StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
      StringLike: {
        [`${issuer}:sub`]:
          'system:serviceaccount:retail-taxi-daily:emr-containers-sa-*-*-123456789012-c7ohmynrs14q04uudoef8n97xdufwajzua',
      },
    });
  });

  it('let only this pipeline’s rules publish to its topic', () => {
    const [topic] = policies().filter(([place]) => place === 'topic policy');
    expect(topic[1][0].Condition!.ArnEquals['aws:SourceArn']).toEqual([
      'arn:aws:events:eu-west-1:123456789012:rule/retail-taxi-daily/retail-taxi-daily-succeeded',
      'arn:aws:events:eu-west-1:123456789012:rule/retail-taxi-daily-failed',
    ]);
  });

  it('refuse buckets, topic and queue to whoever comes without TLS', () => {
    const denied = statements().filter(({ Effect }) => Effect === 'Deny');
    expect(denied.map(({ place }) => place)).toEqual([
      'inputBucket policy',
      'scriptsBucket policy',
      'lakeBucket policy',
      'topic policy',
      'deadLetterQueue policy',
    ]);
    for (const { Condition } of denied)
      expect(Condition).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
  });

  it('let the workflow read just what the trigger brings', () => {
    const read = (spec?: Record<string, object>) => byId('ReadTheObjectThatArrived', spec).Resource;
    expect(read()).toBe('arn:aws:s3:::retail-taxi-daily-input-123456789012-eu-west-1/input/*');
    expect(read(CHOICES['script trigger'])).toBe(
      'arn:aws:s3:::retail-taxi-daily-scripts-123456789012-eu-west-1/scripts/*',
    );
  });

  it('stay within IAM’s limit of 10,240 characters for all of a role’s inline policies', () => {
    for (const spec of Object.values(CHOICES)) {
      for (const { id, object } of expand(graph, pipeline(spec))) {
        const texts = Object.values((object.spec as any)?.inlinePolicies ?? {}) as string[];
        expect([id, texts.join('').length < 10240]).toEqual([id, true]);
      }
    }
  });

  it('speak of the partition of the account', () => {
    const china = { aws: { partition: 'aws-cn', region: 'cn-north-1' } };
    const resources = statements(china)
      .flatMap(({ Resource }) => list(Resource))
      .filter(arn => arn !== '*');
    expect(resources.filter(arn => !arn.startsWith('arn:aws-cn:'))).toEqual([]);
  });
});
