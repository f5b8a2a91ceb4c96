import { InputError } from '@backstage/errors';
import { parsePlatforms } from './platforms';

const RIGHT = {
  accountId: '012345678901',
  region: 'eu-west-1',
  clusterName: 'data',
  oidcProvider: 'oidc.eks.eu-west-1.amazonaws.com/id/0123',
  apiGroup: 'pipelines.example.org',
  owner: 'group:default/platform',
};

describe('parsePlatforms', () => {
  it('reads a platform and fills in what may be left out', () => {
    expect(parsePlatforms({ prod: RIGHT })).toEqual({
      prod: {
        name: 'prod',
        title: 'prod',
        ...RIGHT,
        emrAccess: 'accessEntry',
        spot: { selector: { 'eks.amazonaws.com/capacityType': 'SPOT' }, tolerations: [] },
        identity: 'irsa',
        argoCd: { namespace: 'argocd', server: 'https://kubernetes.default.svc' },
      },
    });
  });

  it.each([
    ['accountId', 123456789012, '12 digits'],
    ['accountId', '1234', '12 digits'],
    ['region', 'Ireland', 'eu-west-1'],
    ['clusterName', '', 'EKS cluster'],
    ['oidcProvider', 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123', 'without "https://"'],
    ['apiGroup', 'pipelines', 'DNS name'],
    ['identity', 'keys', 'irsa or podIdentity'],
    ['emrAccess', 'iam', 'accessEntry or rbac'],
    ['permissionsBoundary', 'arn:aws:iam::123456789012:role/x', 'ARN of an IAM policy'],
    ['owner', 'platform', 'group:default/platform'],
    ['endpoint', 'not a url', 'URL of an AWS endpoint'],
    ['regoin', 'eu-west-1', 'no such setting'],
  ])('names the key of a wrong %s and says what to write', (key, value, remedy) => {
    const read = () => parsePlatforms({ prod: { ...RIGHT, [key]: value } });
    expect(read).toThrow(InputError);
    expect(read).toThrow(`dataPipelines.platforms.prod.${key}: `);
    expect(read).toThrow(remedy);
  });

  it('takes the ARN of a cluster for the server where AWS manages Argo CD, and nothing else', () => {
    const server = (value: string) => ({ prod: { ...RIGHT, argoCd: { server: value } } });
    const arn = 'arn:aws:eks:eu-west-1:012345678901:cluster/data';
    expect(parsePlatforms(server(arn)).prod.argoCd.server).toBe(arn);
    for (const wrong of ['http://kubernetes.default.svc', 'arn:aws:s3:::x', 'data', 'https://a b'])
      expect(() => parsePlatforms(server(wrong))).toThrow(
        'dataPipelines.platforms.prod.argoCd.server: ',
      );
  });

  it('says all faults of all platforms at once', () => {
    const read = () =>
      parsePlatforms({
        one: { ...RIGHT, region: 'x' },
        two: { ...RIGHT, owner: '' },
        'Not a key': RIGHT,
      });
    expect(read).toThrow(/platforms\.one\.region[^]*platforms\.two\.owner[^]*platforms\.Not a key/);
  });

  it.each([undefined, null, {}, [], 'sandbox'])('refuses %p: there must be a platform', config => {
    expect(() => parsePlatforms(config)).toThrow('dataPipelines.platforms is empty');
  });

  it('knows no platform by a name that every JavaScript object has', () => {
    expect(parsePlatforms({ prod: RIGHT }).constructor).toBeUndefined();
  });
});
