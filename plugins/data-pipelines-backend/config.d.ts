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
      /** Calls to AWS at once for the jobs and maps of one run; 1 to 50. Default: 5. */
      concurrency?: number;
      /** Megabytes of memory for the histories of ended runs, which never change; 0 keeps none. Default: 64. */
      cacheMegabytes?: number;
    };
    /** What owners of pipelines are told. */
    notifications?: {
      /**
       * Whether a pipeline's owners get a Backstage notification when it fails, and when it works again. Needs Backstage's
       * notifications backend; turn it off in a portal without it. Default: true.
       */
      enabled?: boolean;
    };
    /** How the portal uses AWS. */
    aws?: {
      /** How many calls the portal may make, for each account, region and API action. */
      budget?: {
        /** Part of AWS's quota that the portal uses at most; the rest is for people and other tools. Above 0, at most 1. Default: 0.5. */
        share?: number;
        /** Replicas of the backend, among whom the share is divided. Default: 1. */
        replicas?: number;
        /** Quotas that differ from those AWS documents, e.g. since they were raised. */
        quotas?: {
          /** IAM action, e.g. `states:ListExecutions`. */
          action: string;
          /** Size of AWS's token bucket. */
          burst: number;
          /** Tokens that come back each second. */
          perSecond: number;
        }[];
      };
    };
    /** How the index of runs follows AWS. */
    sync?: {
      /** Between two rounds of the reconciler; of all replicas one has its turn. Default: 10 seconds. */
      every?: HumanDuration | string;
      /**
       * Between two looks at a pipeline that has runs going on or is being looked at, where no events come by push. Quieter
       * ones are looked at ever more seldom. Default: 10 seconds.
       */
      active?: HumanDuration | string;
      /** The same where events come by push, and only what was lost is looked for. Default: 2 minutes. */
      pushed?: HumanDuration | string;
      /** The longest that any pipeline is left alone. Default: 2 hours. */
      idle?: HumanDuration | string;
      /** Between two looks at all runs that are young enough to be redriven. Default: 6 hours. */
      deep?: HumanDuration | string;
      /** Topic of the events service on which AWS's events arrive; a key under `events.modules.awsSqs`. Default: `data-pipelines`. */
      topic?: string;
    };
    /** What the index keeps in the plugin's database. */
    store?: {
      /** For how long runs are kept, counted from their start. Default: 730 days. */
      keepRuns?: HumanDuration | string;
      /** For how long their events, inputs and outputs are kept. Default: 180 days. */
      keepHistories?: HumanDuration | string;
    };
  };
}
