/**
 * What a text of the form may look like. Each grammar is anchored, has a bounded length and says itself in words,
 * so that the schema, its JSON Schema, the template and the error sentences cannot drift apart.
 */
export interface Grammar {
  pattern: RegExp;
  /** What a valid text is and what to write instead; ends without a full stop. */
  says: string;
}

/** No hyphen: `<team>-<name>` can be taken apart in one way only, so two teams' names never collide. */
export const TEAM: Grammar = {
  pattern: /^[a-z][a-z0-9]{1,19}$/,
  says: 'a team is 2 to 20 lower-case letters and digits and begins with a letter; write for example "retail"',
};

export const PIPELINE_NAME: Grammar = {
  pattern: /^(?=.{2,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  says:
    'a name is 2 to 40 lower-case letters, digits and single hyphens, begins with a letter and does not end with a hyphen; ' +
    'write for example "taxi-daily"',
};

export const DESCRIPTION: Grammar = {
  pattern: /^(\S(.{0,198}\S)?)?$/u,
  says: 'a description is one line of at most 200 characters without space at its ends; shorten it',
};

/** As in the catalog: `[kind:][namespace/]name`, where only groups and users can own things. */
export const OWNER: Grammar = {
  pattern:
    /^(?:(?:[gG]roup|[uU]ser):)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/,
  says: 'an owner is a group or a user of the catalog; write for example "group:default/retail"',
};

/** Key of `dataPipelines.platforms`. */
export const PLATFORM_NAME: Grammar = {
  pattern: /^[a-z][a-z0-9-]{0,62}$/,
  says: 'a platform is a key of dataPipelines.platforms in app-config: lower-case letters, digits and hyphens; choose one of those',
};

export const PREFIX: Grammar = {
  pattern: /^(?=.{1,200}$)(?:[A-Za-z0-9_=-][A-Za-z0-9_.=-]*\/)+$/,
  says:
    'a prefix is one or more folder names of letters, digits, "_", "-", "." and "=", each followed by "/", at most 200 characters; ' +
    'write for example "input/"',
};

export const SUFFIX: Grammar = {
  pattern: /^[A-Za-z0-9_.=-]{0,100}$/,
  says: 'a suffix is at most 100 letters, digits, "_", "-", "." and "="; write for example ".parquet"',
};

/** S3's own rules in so far as a pattern can say them; `bucketFault` says the rest. */
export const BUCKET: Grammar = {
  pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  says:
    'a bucket name is 3 to 63 lower-case letters, digits, dots and hyphens and begins and ends with a letter or digit; ' +
    'write the name of a bucket that exists, or leave the field out to get a new one',
};

/** The form's word for "the same bucket as the input". */
export const SHARED_WITH_INPUT = 'input';

export const RELEASE_LABEL: Grammar = {
  pattern: /^emr-(?:spark-)?[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}(?:-[a-z0-9]{1,20}){1,4}$/,
  says: 'a release label is an EMR on EKS release with its date or "latest"; write for example "emr-7.12.0-latest"',
};

export const MEMORY: Grammar = {
  pattern: /^(?:(?:51[2-9]|5[2-9][0-9]|[6-9][0-9]{2}|[1-9][0-9]{3,5})m|[1-9][0-9]{0,2}g)$/,
  says: 'a memory size is a whole number of megabytes or gigabytes, at least 512m; write for example "512m" or "4g"',
};

export const CONF_KEY: Grammar = {
  pattern: /^spark\.(?=.{1,200}$)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/,
  says: 'a Spark setting begins with "spark." and has only letters, digits, "_", "-" and dots; write for example "spark.sql.shuffle.partitions"',
};

/** No space, quote, backslash or `$`: EMR takes settings as one command line. */
export const CONF_VALUE: Grammar = {
  pattern: /^[A-Za-z0-9_.,:;=+\/@%*()[\]-]{1,500}$/,
  says: 'the value of a Spark setting is 1 to 500 letters, digits and signs without spaces and quotes; set what needs more in the job itself',
};

/** Key of a label, as nodes have them. */
const LABEL_KEY_TEXT = String.raw`(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){1,10}\/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?`;
const LABEL_VALUE_TEXT = '[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?';

export const LABEL_KEY: Grammar = {
  pattern: new RegExp(`^${LABEL_KEY_TEXT}$`),
  says: 'the key of a label is a name, with a DNS name and a slash before it or without; write for example "eks.amazonaws.com/nodegroup"',
};

export const LABEL_VALUE: Grammar = {
  pattern: new RegExp(`^${LABEL_VALUE_TEXT}$`),
  says: 'the value of a label is 1 to 63 letters, digits, "_", "-" and "." that begin and end with a letter or digit; write for example "spark"',
};

/** A taint that pods bear, as `kubectl taint` writes it. */
export const TOLERATION: Grammar = {
  pattern: new RegExp(
    `^${LABEL_KEY_TEXT}(?:=${LABEL_VALUE_TEXT})?:(?:NoSchedule|PreferNoSchedule|NoExecute)$`,
  ),
  says: 'a toleration is written as kubectl writes a taint, KEY=VALUE:EFFECT or KEY:EFFECT; write for example "dedicated=spark:NoSchedule"',
};

/** Empty: the services' own keys. */
export const KMS_KEY: Grammar = {
  pattern: /^(?:arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]{1,64})?$/,
  says: 'a KMS key is written as its ARN; write for example "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"',
};

export const EMAIL: Grammar = {
  pattern:
    /^(?=.{3,254}$)[A-Za-z0-9!#%&'*+\/=?^_{|}~-]+(\.[A-Za-z0-9!#%&'*+\/=?^_{|}~-]+){0,10}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,10}[A-Za-z]{2,63}$/,
  says: 'this is not an e-mail address; write for example "oncall@example.com"',
};

/** What RepoUrlPicker gives; its parts are checked by `parseRepoUrl`. */
export const REPO_URL: Grammar = {
  pattern: /^[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?\?[A-Za-z0-9=&%+._~\/-]{1,500}$/,
  says: 'a repository is written as "host?owner=OWNER&repo=NAME"; write for example "github.com?owner=retail&repo=retail-pipelines"',
};
