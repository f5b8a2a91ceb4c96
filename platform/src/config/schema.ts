/**
 * Everything that can be said of a platform, in one place: what each key means, its unit, its default. A platform is
 * described in a YAML file of these keys (../../platform.example.yaml shows them all); `readPlatform` reads one.
 */
import { z } from 'zod';
import {
  ACCOUNT,
  CALLER_CIDR,
  CIDR,
  DNS_LABEL,
  INSTANCE_TYPE,
  matching,
  oneOf,
  REGION,
  ROLE_ARN,
} from './grammar.ts';

/** Who runs a controller: AWS as an EKS Capability, a Helm chart of ours, or nobody because it is there already. */
const MODE = oneOf(['managed', 'self', 'none']);

const network = z
  .strictObject({
    /** Range of a new VPC; a /16 leaves room for 8,000 pods in each of three zones. Default: 10.40.0.0/16. */
    cidr: CIDR.refine(
      range => Number(range.split('/')[1]) >= 16 && Number(range.split('/')[1]) <= 20,
      'a VPC for pods is a /16 to a /20; write for example 10.40.0.0/16',
    ).default('10.40.0.0/16'),
    /**
     * NAT gateways: `perZone` goes on when a zone fails; `single` costs a third and takes all zones down with its own.
     * Default: `perZone`.
     */
    nat: oneOf(['perZone', 'single']).default('perZone'),
    /**
     * Interface endpoints for ECR, STS, CloudWatch Logs and EMR, so that this traffic does not pay NAT's price per
     * gigabyte. The gateway endpoint for S3 is free and always there. Default: true.
     */
    endpoints: z.boolean({ error: 'write true or false' }).default(true),
    /** A VPC that exists: nothing is created in it. Default: a new one. */
    existing: z
      .strictObject({
        vpcId: matching(
          /^vpc-[0-9a-f]{8,17}$/,
          'write the id of a VPC, for example vpc-0123456789abcdef0',
        ),
        /** Subnets of nodes and pods, two or three in different zones, with a way out to the internet. */
        privateSubnetIds: z
          .array(
            matching(
              /^subnet-[0-9a-f]{8,17}$/,
              'write the id of a subnet, for example subnet-0123456789abcdef0',
            ),
          )
          .min(2, 'write two or three private subnets in different zones')
          .max(3, 'write two or three private subnets in different zones'),
      })
      .optional(),
  })
  .prefault({});

const cluster = z
  .strictObject({
    /** Name of the EKS cluster. Default: the platform's name. */
    name: matching(
      /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
      'write the name of an EKS cluster: letters, digits, "_" and "-", at most 100',
    ).optional(),
    /** Kubernetes version. Default: 1.35. */
    kubernetesVersion: matching(
      /^1\.(3[3-9]|4[0-9])$/,
      'write a version in quotes from 1.33 on, for example "1.35"',
    ).default('1.35'),
    /**
     * Ranges that may reach the cluster's API from outside of its VPC, for kubectl and bin/deploy. Default: none, the
     * API answers inside of the VPC only.
     */
    apiAccess: z.array(CALLER_CIDR).max(40, 'EKS takes at most 40 ranges').default([]),
    /** IAM roles whose bearers administer the cluster. Default: only the role that deploys. */
    admins: z.array(ROLE_ARN).default([]),
    /** On-demand nodes for controllers and the portal. Default: two m6i.large. */
    system: z
      .strictObject({
        instanceType: INSTANCE_TYPE.default('m6i.large'),
        nodes: z
          .int({ error: 'write a whole number' })
          .min(2, 'two nodes are the least that outlives one')
          .max(20, 'at most 20 nodes')
          .default(2),
      })
      .prefault({}),
    /** Days that logs of control plane and network are kept. Default: 90. */
    logRetentionDays: z
      .literal([7, 14, 30, 60, 90, 120, 180, 365, 731, 1827], {
        error: 'write 7, 14, 30, 60, 90, 120, 180, 365, 731 or 1827',
      })
      .default(90),
    /** A cluster that exists: it is left as it is, and the other parts are added to it. Default: a new one. */
    existing: z
      .strictObject({
        name: matching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'write the name of an EKS cluster'),
        /** Its OIDC issuer without https://. */
        oidcProvider: matching(
          /^[a-z0-9.-]{1,200}(\/[A-Za-z0-9._-]+)*$/,
          'write the cluster\'s OIDC issuer without "https://", for example oidc.eks.eu-west-1.amazonaws.com/id/0123456789',
        ),
        /** Whether IAM knows the issuer as an OIDC provider already; false creates it. */
        oidcProviderInIam: z.boolean({ error: 'write true or false' }),
      })
      .optional(),
  })
  .prefault({});

const spark = z
  .strictObject({
    /**
     * Where Spark's pods run: `nodeGroup`, managed Spot nodes with local NVMe; `karpenter`, nodes as pods ask for
     * them; `none`, nodes that are there already. Default: `nodeGroup`.
     */
    capacity: oneOf(['nodeGroup', 'karpenter', 'none']).default('nodeGroup'),
    /** Instance types, all of one size so that Spot can choose freely; with local NVMe for shuffle files. */
    instanceTypes: z
      .array(INSTANCE_TYPE)
      .min(1, 'write at least one instance type')
      .max(15, 'write at most 15 instance types')
      .default(['r6id.2xlarge', 'r5d.2xlarge', 'r5dn.2xlarge', 'r6idn.2xlarge']),
    /** Most nodes at once; for Karpenter, the same in vCPU at 8 a node. Default: 10. */
    maxNodes: z
      .int({ error: 'write a whole number' })
      .min(1, 'at least 1 node')
      .max(450, 'a node group takes at most 450 nodes')
      .default(10),
  })
  .prefault({});

const controllers = z
  .strictObject({
    argoCd: MODE.default('managed'),
    ack: MODE.default('managed'),
    kro: MODE.default('managed'),
    /** Sign-in of a managed Argo CD, which knows no other. Needed for `argoCd: managed`. */
    identityCenter: z
      .strictObject({
        instanceArn: matching(
          /^arn:aws[a-z-]*:sso:::instance\/ssoins-[0-9a-f]{16}$/,
          'write the ARN of your IAM Identity Center instance (aws sso-admin list-instances)',
        ),
        /** Its region. Default: the platform's. */
        region: REGION.optional(),
        /** Ids of Identity Center groups that administer Argo CD. */
        adminGroups: z
          .array(
            matching(
              /^([0-9a-f]{10}-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
              'write the id of an Identity Center group, not its name',
            ),
          )
          .min(1, 'write at least one group, or nobody can sign in'),
      })
      .optional(),
  })
  .prefault({});

const TEAM = matching(
  /^([a-z][a-z0-9]{1,19}|\*)$/,
  'a team is 2 to 20 lower-case letters and digits and begins with a letter; write "*" for any team',
);

const gitOps = z.strictObject({
  /**
   * Where team repos are found. `list` finds nothing by itself. A managed Argo CD reaches a host of your own network
   * only when that is reachable from the internet.
   */
  host: oneOf(['github', 'gitlab', 'gitea', 'list']),
  /** Organisation, group or owner whose repositories are looked through. Not for `list`. */
  organization: matching(
    /^[A-Za-z0-9][A-Za-z0-9_./-]{0,200}$/,
    'write the name of an organisation or group',
  ).optional(),
  /** Address of the host where it is not github.com or gitlab.com, for example https://git.example.org. */
  url: matching(
    /^https:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?(\/[A-Za-z0-9._-]+)*$/,
    'write an address that begins with https:// and does not end with "/"',
  ).optional(),
  /** Topic (GitHub, GitLab, Gitea) that marks a team repo. Default: data-pipelines. */
  topic: matching(
    /^[a-z0-9][a-z0-9-]{0,49}$/,
    'write lower-case letters, digits and hyphens',
  ).default('data-pipelines'),
  /** Addresses of the team repos, for `list`: each https://…/<team>-pipelines.git. */
  repositories: z
    .array(
      matching(
        /^https:\/\/[A-Za-z0-9._:/-]+\/[a-z][a-z0-9]{1,19}-pipelines\.git$/,
        'write the address of a team repo, https://…/<team>-pipelines.git',
      ),
    )
    .default([]),
  /** Secret in Argo CD's namespace with a read-only token of the host under the key `token`. Default: git-token. */
  tokenSecret: DNS_LABEL.default('git-token'),
});

const portal = z
  .strictObject({
    /**
     * Who may assume the portal's role: a service account on this cluster (`namespace/name`), or IAM roles elsewhere.
     * Default: backstage/backstage on this cluster.
     */
    serviceAccount: matching(
      /^[a-z0-9-]{1,63}\/[a-z0-9.-]{1,253}$/,
      'write namespace/name of a service account',
    ).default('backstage/backstage'),
    roles: z.array(ROLE_ARN).default([]),
  })
  .prefault({});

/** A platform as its file describes it. */
export const platformSchema = z
  .strictObject({
    /** Key of `dataPipelines.platforms`, and what the platform's own stacks and roles begin with. */
    name: matching(
      /^[a-z][a-z0-9-]{0,19}$/,
      'write 1 to 20 lower-case letters, digits and hyphens, a letter first',
    ),
    /** What people see in the form. Default: the name. */
    title: z
      .string({ error: 'write a title that people recognise' })
      .min(1, 'write a title that people recognise')
      .max(100, 'shorten it to 100 characters')
      .optional(),
    accountId: ACCOUNT,
    region: REGION,
    /** DNS name of your own; a team's kinds live in `<team>.<apiGroup>`. */
    apiGroup: matching(
      /^(?=.{3,200}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/,
      'write a DNS name of your own, for example pipelines.example.org',
    ),
    /** Group of the catalog that owns platform and RGDs. */
    owner: matching(
      /^group:[a-z0-9-]{1,63}\/[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/,
      'write the group that owns the platform, for example group:default/platform',
    ),
    /** How pods of pipelines get their AWS role. Default: podIdentity. */
    identity: oneOf(['podIdentity', 'irsa']).default('podIdentity'),
    /** Tags of everything that is created. Default: none but data-pipelines:platform. */
    tags: z.record(z.string(), z.string({ error: 'write a text' })).default({}),
    network,
    cluster,
    spark,
    controllers,
    emr: z
      .strictObject({
        /** EMR's service-linked role: an account has one. `exists` where EMR on EKS was used before. */
        serviceLinkedRole: oneOf(['create', 'exists']).default('create'),
      })
      .prefault({}),
    pipelines: z
      .strictObject({
        /**
         * Teams whose pipelines may live here; ACK may touch only what is named `<team>-…`. `*` is any team, for an
         * account that holds nothing else. Default: any.
         */
        teams: z
          .array(TEAM)
          .min(1, 'write at least one team, or "*"')
          .max(
            5,
            'an IAM policy has room for 5 teams; write "*" and give the pipelines an account of their own',
          )
          .default(['*']),
        /** Buckets that were there before pipelines used them: the portal shows logs and objects of those, too. */
        buckets: z
          .array(
            matching(
              /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
              'write the name of a bucket that was there before',
            ),
          )
          .max(20, 'at most 20 buckets')
          .default([]),
        /** Further accounts whose buckets pipelines may read or write. Default: none. */
        bucketAccounts: z.array(ACCOUNT).max(10, 'at most 10 accounts').default([]),
      })
      .prefault({}),
    gitOps,
    portal,
  })
  .superRefine((platform, context) => {
    const fault = (path: string[], message: string) =>
      context.addIssue({
        code: 'custom',
        path,
        message,
        input: path.reduce((value: any, key) => value?.[key], platform),
      });
    const { controllers: c, gitOps: git, cluster: k, network: n, spark: s } = platform;
    if (c.argoCd === 'managed' && !c.identityCenter)
      fault(
        ['controllers', 'identityCenter'],
        'a managed Argo CD signs people in by IAM Identity Center only; describe it, or set controllers.argoCd to self',
      );
    if (git.host === 'list' ? git.repositories.length === 0 : !git.organization)
      fault(
        ['gitOps', git.host === 'list' ? 'repositories' : 'organization'],
        git.host === 'list'
          ? 'host "list" needs at least one repository'
          : 'say in which organisation or group team repos are looked for',
      );
    if (git.host === 'gitea' && !git.url)
      fault(['gitOps', 'url'], 'Gitea has no address of its own; write that of your host');
    if (k.existing && k.name)
      fault(
        ['cluster', 'name'],
        'the name of an existing cluster stands in cluster.existing.name; leave this one out',
      );
    if (k.existing && !n.existing && s.capacity !== 'none')
      fault(
        ['network', 'existing'],
        'nodes for an existing cluster need its VPC and private subnets; name them',
      );
    if (platform.pipelines.teams.includes('*') && platform.pipelines.teams.length > 1)
      fault(['pipelines', 'teams'], '"*" is any team; leave out the others');
  });

/** A platform as its file describes it, with all defaults. */
export type PlatformConfig = z.output<typeof platformSchema>;
/** A platform as its file may describe it. */
export type PlatformInput = z.input<typeof platformSchema>;
