import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsClientOptions } from '../AwsAccess';

/** Seconds for which AWS lets a presigned request be used; EKS allows no more than 15 minutes. */
const SECONDS = 60;

/**
 * A token by which EKS knows an IAM identity: a presigned `sts:GetCallerIdentity` that names the cluster.
 * The same as `aws eks get-token` prints.
 */
export async function eksToken(
  clusterName: string,
  { region, credentials }: Pick<AwsClientOptions, 'region' | 'credentials'>,
  now = new Date(),
): Promise<string> {
  const host = `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Sha256 });
  const request = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: host,
      path: '/',
      headers: { host, 'x-k8s-aws-id': clusterName },
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    },
    { expiresIn: SECONDS, signingDate: now },
  );
  const query = Object.entries(request.query ?? {})
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
    .join('&');
  return `k8s-aws-v1.${Buffer.from(`https://${host}/?${query}`).toString('base64url')}`;
}
