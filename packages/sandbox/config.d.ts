export interface Config {
  dataPipelines?: {
    /**
     * AWS, Git and GitOps on this machine. A portal without this section loads nothing of the sandbox.
     * bin/portal sets what the values in app-config.yaml need.
     */
    sandbox?: {
      /**
       * Folder of everything that the sandbox keeps: repositories, Spark's logs, the state of the sync. A relative one
       * counts from where the portal is started. Whoever deletes it starts anew.
       *
       * @visibility backend
       */
      directory: string;
      /**
       * Path of the Python that has moto and pyspark; the `aws` command stands beside it.
       *
       * @visibility backend
       */
      python: string;
      /**
       * Folder of the Java, 17 or newer, that Spark runs on.
       *
       * @visibility backend
       */
      javaHome: string;
      /**
       * Folder of the jars by which Spark reads and writes the local S3.
       *
       * @visibility backend
       */
      jars: string;
      /**
       * Port of the local AWS on the loopback interface. Default: 4566.
       *
       * @visibility backend
       */
      awsPort?: number;
      /**
       * Bearer token by which the portal reads the pipelines' objects as from a Kubernetes API, at
       * `/api/sandbox/kubernetes`. Default: nobody may read them.
       *
       * @visibility secret
       */
      clusterToken?: string;
    };
  };
}
