import { z } from 'zod';
import {
  BUCKET,
  CONF_KEY,
  CONF_VALUE,
  DESCRIPTION,
  EMAIL,
  Grammar,
  KMS_KEY,
  LABEL_KEY,
  LABEL_VALUE,
  MEMORY,
  OWNER,
  PIPELINE_NAME,
  PLATFORM_NAME,
  PREFIX,
  RELEASE_LABEL,
  REPO_URL,
  SHARED_WITH_INPUT,
  SUFFIX,
  TEAM,
  TOLERATION,
} from './grammar';
import { bucketFault } from './bucketName';
import { STARTER_JOB_NAMES } from './jobs';
import { confKeyFault } from './sparkConf';

const text = (grammar: Grammar) => z.string().regex(grammar.pattern, grammar.says);

/** A text within its grammar of which `fault` may still have something to say. */
const judged = (grammar: Grammar, fault: (value: string) => string | undefined) =>
  text(grammar).refine(value => !grammar.pattern.test(value) || !fault(value), {
    error: issue => fault(issue.input as string),
  });

/** Folders that the pipeline itself writes to: a trigger on one of them would start itself again and again. */
const OWN_FOLDERS = ['scripts', 'output', 'logs', 'lake'];
const prefixFault = (prefix: string) => {
  const folder = prefix.split('/')[0];
  return OWN_FOLDERS.includes(folder)
    ? `the pipeline writes to "${folder}/" itself; choose another folder for the input, for example "input/"`
    : undefined;
};

/** In the field of the input itself the word for "shared with the input" means nothing. */
const inputBucketFault = (name: string) =>
  name === SHARED_WITH_INPUT
    ? 'the input cannot be shared with itself; leave the field out to get a new bucket'
    : bucketFault(name);

const cores = z.int().min(1).max(64).describe('Cores of one pod.');
const memory = text(MEMORY).describe('Memory of one pod, e.g. `512m` or `4g`.');

const trigger = z.strictObject({
  on: z
    .enum(['data', 'script'])
    .default('data')
    .describe(
      'What starts a run: `data`, an object under the prefix; `script`, a new script under `scripts/`.',
    ),
  prefix: judged(PREFIX, prefixFault)
    .default('input/')
    .describe(
      'Folder of the input bucket where the data arrives, and which the job reads; ends with `/`.',
    ),
  suffix: text(SUFFIX)
    .default('')
    .describe('With `data`: only objects whose key ends so start a run; empty for all.'),
});

const buckets = z.strictObject({
  input: judged(BUCKET, inputBucketFault)
    .optional()
    .describe('Bucket of the input. Left out: a new one.'),
  scripts: judged(BUCKET, bucketFault)
    .optional()
    .describe(
      'Bucket of scripts, results and logs. Left out: a new one; `input` or the same name: shared with the input.',
    ),
  lake: judged(BUCKET, bucketFault)
    .optional()
    .describe(
      'Bucket of the data lake. Left out: a new one; `input` or the same name: shared with the input.',
    ),
});

const executor = z.strictObject({
  cores: cores.default(1),
  memory: memory.default('2g'),
  min: z.int().min(1).max(100).default(1).describe('Executors at the least.'),
  max: z
    .int()
    .min(1)
    .max(1000)
    .default(4)
    .describe('Executors at the most; Spark adds them as the work needs.'),
  spot: z
    .boolean()
    .default(false)
    .describe('Executors on spot nodes: cheaper, and taken away at times. The driver stays.'),
});

const nodes = z.strictObject({
  selector: z
    .record(text(LABEL_KEY), text(LABEL_VALUE))
    .default({})
    .describe('Labels that the nodes of driver and executors must have.'),
  tolerations: z
    .array(text(TOLERATION))
    .max(10)
    .default([])
    .describe('Taints of nodes that driver and executors bear, as `KEY=VALUE:EFFECT`.'),
});

const spark = z.strictObject({
  releaseLabel: text(RELEASE_LABEL)
    .default('emr-7.12.0-latest')
    .describe('EMR on EKS release; decides the version of Spark.'),
  driver: z
    .strictObject({ cores: cores.default(1), memory: memory.default('1g') })
    .prefault({})
    .describe('Size of the driver.'),
  executor: executor.prefault({}).describe('Size and number of the executors.'),
  nodes: nodes.prefault({}).describe('Nodes on which Spark runs.'),
  conf: z
    .record(judged(CONF_KEY, confKeyFault), text(CONF_VALUE))
    .default({})
    .describe('Further Spark settings; those that the pipeline or EMR sets are refused.'),
});

/** Days for which CloudWatch can keep a log. */
const LOG_RETENTION = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

const results = z.strictObject({
  deletionProtection: z
    .boolean()
    .default(false)
    .describe(
      'Refuse to delete the table of results. It stays with its pipeline gone in any case.',
    ),
  retentionDays: z
    .int()
    .min(0)
    .max(3650)
    .default(0)
    .describe('Days after which a result row expires; 0 keeps them all.'),
});

const limits = z.strictObject({
  timeoutMinutes: z
    .int()
    .min(5)
    .max(10080)
    .default(60)
    .describe('Minutes that a run may take, waiting included, before it is stopped.'),
  maxAttempts: z
    .int()
    .min(1)
    .max(10)
    .default(2)
    .describe(
      'How often the Spark step is tried when EMR has a fault; a job that fails by itself is not tried again.',
    ),
  concurrentRuns: z
    .int()
    .min(1)
    .max(100)
    .default(4)
    .describe('Runs at the same time for whose pods the namespace has room.'),
});

const logs = z.strictObject({
  cloudWatch: z
    .boolean()
    .default(false)
    .describe("Spark's logs to CloudWatch, too; they go to the scripts bucket in any case."),
  retentionDays: z
    .literal(LOG_RETENTION)
    .default(30)
    .describe('Days that logs in CloudWatch are kept.'),
});

/**
 * The form, field by field: the one description from which the checks, the JSON Schema, the template's patterns and
 * the table in docs/template.md come. What needs two fields or the platform to be judged is in `plan`.
 */
export const formSchema = z.strictObject({
  team: text(TEAM).describe('The team; part of every name.'),
  name: text(PIPELINE_NAME).describe('The pipeline; unique within the team.'),
  description: text(DESCRIPTION).default('').describe('What the pipeline is for, in one line.'),
  owner: text(OWNER).describe('Group or user of the catalog that owns the pipeline.'),
  platform: text(PLATFORM_NAME).describe(
    'Account, region and cluster, by their name in app-config.',
  ),
  trigger: trigger.prefault({}).describe('What starts a run.'),
  job: z
    .enum(STARTER_JOB_NAMES)
    .default('taxi-summary')
    .describe('The Spark job to start with; a copy is yours to change.'),
  buckets: buckets.prefault({}).describe('Where data lives.'),
  spark: spark.prefault({}).describe('Size and settings of the Spark job.'),
  virtualCluster: z
    .enum(['pipeline', 'run'])
    .default('pipeline')
    .describe('Life of the EMR virtual cluster: as long as the pipeline, or one per run.'),
  identity: z
    .enum(['irsa', 'podIdentity'])
    .optional()
    .describe("How pods get their AWS role. Left out: as the platform's setting says."),
  notifications: z
    .array(text(EMAIL))
    .max(10)
    .default([])
    .describe('E-mail addresses that hear of every run that ends; each is asked to confirm once.'),
  results: results.prefault({}).describe('The DynamoDB table of results.'),
  limits: limits.prefault({}).describe('How long and how often.'),
  logs: logs.prefault({}).describe('Logs in CloudWatch.'),
  encryption: z
    .strictObject({
      kmsKeyArn: text(KMS_KEY)
        .default('')
        .describe(
          "KMS key for buckets, table and topic, whose policy lets the account's roles use it. Empty: the services' own keys.",
        ),
    })
    .prefault({})
    .describe('A key of your own.'),
  deletion: z
    .strictObject({
      buckets: z
        .enum(['retain', 'delete'])
        .default('retain')
        .describe(
          "What becomes of the pipeline's new buckets with it. `delete` waits until somebody has emptied them. A bucket that existed before stays.",
        ),
    })
    .prefault({})
    .describe('What becomes of data with the pipeline.'),
  repoUrl: text(REPO_URL).describe("The team's new repository, as RepoUrlPicker writes it."),
});

/** A form that the schema has accepted, with its defaults filled in. */
export type Form = z.output<typeof formSchema>;

/** A form as people write it: what has a default may be left out. */
export type FormInput = z.input<typeof formSchema>;

/** The form as JSON Schema (draft 2020-12), for editors and for the template. */
export function formJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(formSchema, { io: 'input' }) as Record<string, unknown>;
}
