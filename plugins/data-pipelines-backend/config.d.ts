import type { HumanDuration } from '@backstage/types';

export interface Config {
  dataPipelines?: {
    /**
     * The places on AWS that pipelines may run in, by the name under which forms choose them. Runs are read only in
     * the accounts and regions named here. Default: none.
     */
    platforms?: {
      [name: string]: {
        /** What people see in the form. Default: the name. */
        title?: string;
        /** AWS account: twelve digits, in quotes. */
        accountId: string;
        /** AWS region, e.g. `eu-west-1`. */
        region: string;
        /** The EKS cluster that runs kro, ACK and the Spark pods. */
        clusterName: string;
        /** The cluster's OIDC issuer without `https://`, e.g. `oidc.eks.eu-west-1.amazonaws.com/id/0123456789`. */
        oidcProvider: string;
        /** DNS name under which each team has its own API group, `<team>.<apiGroup>`, e.g. `pipelines.example.org`. */
        apiGroup: string;
        /**
         * ARN of the IAM policy that bounds every role of a pipeline. Default: none; then ACK must be allowed to make
         * roles without one.
         */
        permissionsBoundary?: string;
        /** How Spark's pods get their AWS role unless the form says otherwise. Default: `irsa`. */
        identity?: 'irsa' | 'podIdentity';
        /** Group that owns the RGDs of team repos, e.g. `group:default/platform`. */
        owner: string;
        /**
         * URL asked instead of AWS's own endpoints, e.g. that of the sandbox. Such a platform is signed with made-up
         * credentials unless `aws.accounts` names its account. Default: AWS's own.
         */
        endpoint?: string;
        /** Where team repos find Argo CD. */
        argoCd?: {
          /** Namespace of Argo CD. Default: `argocd`. */
          namespace?: string;
          /**
           * Address of the API server as Argo CD knows it, or the cluster's ARN where AWS manages Argo CD. Default:
           * `https://kubernetes.default.svc`.
           */
          server?: string;
        };
      };
    };
    /**
     * How the portal reaches the clusters under the platforms, by the name of the EKS cluster. Only the readiness
     * checklist reads there; without an entry it says so and the rest works. Default: none.
     */
    clusters?: {
      [clusterName: string]: {
        /**
         * - `eks`: by the AWS credentials of the platform's account; the identity needs an access entry that may read.
         * - `inCluster`: the portal runs in this cluster; its service account is used.
         * - `kubeconfig`: a context of a kubeconfig file.
         * - `url`: an address and a token.
         */
        access: 'eks' | 'inCluster' | 'kubeconfig' | 'url';
        /** For `kubeconfig`. Default: the file's current context. */
        context?: string;
        /** For `kubeconfig`. Default: `KUBECONFIG`, else `~/.kube/config`. */
        file?: string;
        /** For `url`: address of the API server. */
        url?: string;
        /** For `url`: its certificate authority, base64. Default: the machine's own. */
        caData?: string;
        /**
         * For `url`: bearer token of a service account that may read.
         * @visibility secret
         */
        token?: string;
      };
    };
    /** How the portal reads runs. */
    runs?: {
      /** Runs on a page unless the caller asks for another number. Default: 25. */
      pageSize?: number;
      /** Most runs on a page that a caller may ask for; 1 to 1000. Default: 100. */
      maxPageSize?: number;
      /** Time within which a request is answered, whatever AWS does. Default: 9 seconds. */
      timeout?: HumanDuration | string;
      /**
       * Time for which an answer about something unfinished serves further callers, so that many viewers cost no more
       * AWS calls than one. Default: 2 seconds.
       */
      refresh?: HumanDuration | string;
      /** Calls to AWS at once for the rows of one page; 1 to 50. Default: 5. */
      concurrency?: number;
      /** Megabytes of memory for the histories of ended runs, which never change; 0 keeps none. Default: 64. */
      cacheMegabytes?: number;
    };
  };
}
