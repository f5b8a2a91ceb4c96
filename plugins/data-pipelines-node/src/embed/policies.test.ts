import { expand } from '../expand';
import { CHOICES, graph, pipeline } from '../expand/__testUtils__/pipeline';

// The rules that every policy keeps are in test/policy; these are single facts that only a pipeline with known names shows.

interface Statement {
  Sid: string;
  Principal?: unknown;
  Resource?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
}

function byId(sid: string, spec: Record<string, object> = {}): Statement {
  const texts = expand(graph, pipeline(spec)).flatMap(({ object }) => {
    const { policy, assumeRolePolicyDocument, inlinePolicies = {} } = (object.spec as any) ?? {};
    return [policy, assumeRolePolicyDocument, ...Object.values(inlinePolicies)].filter(Boolean);
  });
  return texts
    .flatMap(text => JSON.parse(text as string).Statement as Statement[])
    .find(({ Sid }) => Sid === sid)!;
}

describe('policies', () => {
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

  it('let the workflow read just what the trigger brings', () => {
    const read = (spec?: Record<string, object>) => byId('ReadTheObjectThatArrived', spec).Resource;
    expect(read()).toBe('arn:aws:s3:::retail-taxi-daily-input-123456789012-eu-west-1/input/*');
    expect(read(CHOICES['script trigger'])).toBe(
      'arn:aws:s3:::retail-taxi-daily-scripts-123456789012-eu-west-1/scripts/*',
    );
  });
});
