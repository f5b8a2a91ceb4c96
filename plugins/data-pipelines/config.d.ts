export interface Config {
  dataPipelines?: {
    /** How links lead to the AWS console. Platforms with an `endpoint` of their own have no console and get no links. */
    console?: {
      /**
       * Start page of AWS IAM Identity Center, through which links sign a person in, e.g.
       * `https://example.awsapps.com/start`. Default: links lead to the console itself.
       * @visibility frontend
       */
      startUrl?: string;
      /**
       * Name of the permission set to take there, e.g. `DataEngineer`. Default: the start page asks.
       * @visibility frontend
       */
      role?: string;
    };
  };
}
