export interface Config {
  dataPipelines?: {
    /**
     * Accounts, regions and clusters that data pipelines can run on, by the name under which forms choose them.
     */
    platforms?: {
      [name: string]: {
        /** What people read in the form. Default: the name. */
        title?: string;
        /** The 12 digits of the AWS account, in quotes. */
        accountId: string;
        /** AWS region, e.g. `eu-west-1`. */
        region: string;
        /** Name of the EKS cluster that Spark runs on. */
        clusterName: string;
        /** The cluster's OIDC issuer without `https://`. */
        oidcProvider: string;
        /** DNS name under which each team gets an API group of its own: `<team>.<apiGroup>`. */
        apiGroup: string;
        /**
         * How EMR gets into a pipeline's namespace: `accessEntry`, by EKS access entries (the cluster's authentication mode
         * is API or API_AND_CONFIG_MAP); `rbac`, by a Role and a RoleBinding for the user `emr-containers`, which the
         * platform maps to EMR's role in `aws-auth`. Default: `accessEntry`.
         */
        emrAccess?: 'accessEntry' | 'rbac';
        /** Nodes that AWS may take away, for executors that a form puts there. */
        spot?: {
          /** Their labels. Default: `eks.amazonaws.com/capacityType: SPOT`, as managed node groups have it. */
          selector?: { [label: string]: string };
          /** Their taints, each as `KEY=VALUE:EFFECT` or `KEY:EFFECT`. Default: none. */
          tolerations?: string[];
        };
        /** ARN of the IAM policy that bounds every role of a pipeline. Default: none. */
        permissionsBoundary?: string;
        /** How pods get their AWS role when the form leaves it open. Default: `irsa`. */
        identity?: 'irsa' | 'podIdentity';
        /** Group that owns the graphs (`rgd/` in CODEOWNERS), e.g. `group:default/platform`. */
        owner: string;
        /** Address of AWS; only for a local AWS. Default: AWS itself. */
        endpoint?: string;
        argoCd?: {
          /** Namespace of Argo CD. Default: `argocd`. */
          namespace?: string;
          /**
           * Address of the cluster as Argo CD knows it, or its ARN where AWS manages Argo CD. Default:
           * `https://kubernetes.default.svc`.
           */
          server?: string;
        };
      };
    };
  };
}
