import { eksToken } from './EksToken';

describe('eksToken', () => {
  it('is a presigned request that names the cluster, good for a minute, and holds no secret', async () => {
    const token = await eksToken(
      'data',
      {
        region: 'eu-west-1',
        credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'very-secret' }),
      },
      new Date('2026-06-03T06:00:00Z'),
    );
    expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/);
    const url = new URL(Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString());
    expect(url.host).toBe('sts.eu-west-1.amazonaws.com');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      Action: 'GetCallerIdentity',
      Version: '2011-06-15',
      'X-Amz-Expires': '60',
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
      'X-Amz-Credential': 'AKIDEXAMPLE/20260603/eu-west-1/sts/aws4_request',
    });
    expect(url.href).not.toContain('very-secret');
  });
});
