import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { Grammar, LABEL_KEY, LABEL_VALUE, PLATFORM_NAME, TOLERATION } from './grammar';

const matching = (pattern: RegExp, says: string) => z.string({ error: says }).regex(pattern, says);

const within = ({ pattern, says }: Grammar) => matching(pattern, says);

const platformSchema = z.strictObject({
  title: z
    .string()
    .min(1, 'write a title that people recognise')
    .max(100, 'shorten it to 100 characters')
    .optional(),
  accountId: matching(
    /^[0-9]{12}$/,
    'write the 12 digits of the AWS account in quotes, so that it stays a text',
  ),
  region: matching(/^[a-z]{2}(-[a-z]+){1,3}-[0-9]$/, 'write an AWS region, for example eu-west-1'),
  clusterName: matching(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
    'write the name of an EKS cluster: letters, digits, "_" and "-", at most 100',
  ),
  oidcProvider: matching(
    /^[a-z0-9.-]{1,200}(\/[A-Za-z0-9._-]+)*$/,
    'write the cluster\'s OIDC issuer without "https://", for example oidc.eks.eu-west-1.amazonaws.com/id/0123456789',
  ),
  apiGroup: matching(
    /^(?=.{3,200}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/,
    "write a DNS name of your own; a team's kinds live in <team>.<apiGroup>, for example pipelines.example.org",
  ),
  emrAccess: z
    .enum(['accessEntry', 'rbac'], { error: 'write accessEntry or rbac' })
    .default('accessEntry'),
  spot: z
    .strictObject({
      selector: z
        .record(within(LABEL_KEY), within(LABEL_VALUE))
        .default({ 'eks.amazonaws.com/capacityType': 'SPOT' }),
      tolerations: z.array(within(TOLERATION)).default([]),
    })
    .prefault({}),
  permissionsBoundary: matching(
    /^arn:aws[a-z-]*:iam::[0-9]{12}:policy\/[A-Za-z0-9+=,.@/_-]{1,512}$/,
    'write the ARN of an IAM policy, for example arn:aws:iam::123456789012:policy/data-pipelines-boundary',
  ).optional(),
  identity: z.enum(['irsa', 'podIdentity'], { error: 'write irsa or podIdentity' }).default('irsa'),
  owner: matching(
    /^group:[a-z0-9-]{1,63}\/[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/,
    'write the group that owns the RGDs, for example group:default/platform',
  ),
  endpoint: z
    .url({
      protocol: /^https?$/,
      error: 'write the URL of an AWS endpoint, or leave it out for AWS itself',
    })
    .optional(),
  argoCd: z
    .strictObject({
      namespace: matching(
        /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
        'write the namespace of Argo CD',
      ).default('argocd'),
      server: matching(
        /^(https:\/\/[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(\/[A-Za-z0-9._/-]*)?|arn:aws[a-z-]*:eks:[a-z0-9-]+:[0-9]{12}:cluster\/[A-Za-z0-9_-]{1,100})$/,
        'write the address of the API server as Argo CD knows it, or the ARN of the cluster where AWS manages Argo CD',
      ).default('https://kubernetes.default.svc'),
    })
    .prefault({}),
});

/** An account, a region and a cluster that pipelines can run on, under the name by which forms choose it. */
export type Platform = { name: string; title: string } & Omit<
  z.output<typeof platformSchema>,
  'title'
>;

/** All platforms by name. */
export type Platforms = Readonly<Record<string, Platform>>;

/**
 * Reads `dataPipelines.platforms` of app-config.
 *
 * @throws InputError that lists each wrong key with what to write instead.
 */
export function parsePlatforms(config: unknown): Platforms {
  const root = 'dataPipelines.platforms';
  if (
    config === null ||
    typeof config !== 'object' ||
    Array.isArray(config) ||
    Object.keys(config).length === 0
  ) {
    throw new InputError(
      `${root} is empty in app-config; describe at least one platform there (see docs/template.md)`,
    );
  }
  const faults: string[] = [];
  const platforms: Record<string, Platform> = Object.create(null);
  for (const [name, value] of Object.entries(config)) {
    if (!PLATFORM_NAME.pattern.test(name)) {
      faults.push(
        `${root}.${name}: a platform's key is lower-case letters, digits and hyphens; rename it`,
      );
      continue;
    }
    const parsed = platformSchema.safeParse(value);
    if (parsed.success) {
      platforms[name] = { name, ...parsed.data, title: parsed.data.title ?? name };
      continue;
    }
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys') {
        faults.push(
          ...issue.keys.map(
            key =>
              `${[root, name, ...issue.path, key].join('.')}: there is no such setting; remove it`,
          ),
        );
      } else {
        faults.push(`${[root, name, ...issue.path].join('.')}: ${issue.message}`);
      }
    }
  }
  if (faults.length > 0)
    throw new InputError(`app-config has faults:\n${faults.map(fault => `- ${fault}`).join('\n')}`);
  return platforms;
}
