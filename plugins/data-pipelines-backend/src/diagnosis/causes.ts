import type { FailureCause, RunAction } from 'backstage-plugin-data-pipelines-common';

/** What a cause looks like in words, and what helps. */
interface Cause {
  cause: FailureCause;
  /** Matched against the sentence, EMR's details and the excerpt. */
  words: RegExp;
  /** What it likely means and what to do. */
  hint: string;
  /** What helps once it is mended. */
  action?: RunAction;
}

/** First match wins: what is certain stands before what may only be a consequence of something else. */
export const CAUSES: Cause[] = [
  {
    cause: 'outOfMemory',
    words:
      /OutOfMemoryError|OOMKilled|exit(?:ed with)? code:? ?137|Container killed .*memory|memoryOverhead|MemoryError/i,
    hint: "The driver or an executor needs more memory than it has. Give it more (spark.driver.memory or spark.executor.memory of the instance), or let the job read less at once; then rerun: a redrive would use the sizes of the run's own definition.",
    action: 'rerun',
  },
  {
    cause: 'imagePull',
    words:
      /ImagePullBackOff|ErrImagePull|manifest (?:unknown|for .* not found)|pull(?:ing)? image/i,
    hint: "Kubernetes could not get the image of Spark's pods. Check that the release label exists in this region and that the nodes reach the registry; then redrive.",
    action: 'redrive',
  },
  {
    cause: 'clusterUnavailable',
    words:
      /CLUSTER_UNAVAILABLE|ARRESTED|virtual ?cluster .*(?:not (?:found|exist|running)|terminat)/i,
    hint: 'The EMR virtual cluster does not take jobs. An arrested one has lost its access to the namespace: check the access entry (or RBAC) of EMR on the EKS cluster; then redrive.',
    action: 'redrive',
  },
  {
    cause: 'missingScript',
    words:
      /(?:NoSuchKey|FileNotFoundException|No such file|does not exist|not found|can't open file)[^\n]*\.py\b|\.py\b[^\n]*(?:NoSuchKey|No such file|does not exist|not found)/i,
    hint: "The job's script is not where the workflow looks for it. Sync the pipeline in Argo CD, so that its step uploads the script again, or correct scripts.entryPoint; then redrive.",
    action: 'redrive',
  },
  {
    cause: 'accessDenied',
    words:
      /Access ?Denied|AccessDeniedException|not authorized to perform|Status Code: 403|\b403 Forbidden|Forbidden \(Service: Amazon S3/i,
    hint: "A role of the pipeline may not do what the step needs. Where the pipeline's own policies are unchanged, look at the bucket's policy, at the key's policy when the object is encrypted by KMS, and at the account's service control policies; then redrive.",
    action: 'redrive',
  },
  {
    cause: 'throttled',
    words:
      /Throttl|TooManyRequests|Rate exceeded|RequestLimitExceeded|SlowDown|Slow Down|ThroughputExceeded|Results\.NotWritten/i,
    hint: 'AWS throttled the step more often than it tries again. It usually passes by itself: redrive in some minutes; when it comes back often, ask for a higher quota.',
    action: 'redrive',
  },
  {
    cause: 'missingColumn',
    words:
      /has no column|column \S+ is missing|missing column|UNRESOLVED_COLUMN|cannot resolve ['"`].*given input columns|FIELD_NOT_FOUND/i,
    hint: 'The file is not in the schema that the job expects. Mend the job and redrive (the run goes on from the Spark step), or put a mended file in its place, which starts a run of its own.',
    action: 'redrive',
  },
  {
    cause: 'badInput',
    words:
      /not a Parquet file|may be damaged|corrupt|malformed|cannot read|CANNOT_READ|FAILED_READ_FILE|there are no rows|none of the \d+ rows|break a rule|PATH_NOT_FOUND|UnicodeDecodeError|is needed$/i,
    hint: 'The file cannot be used as it is: it is damaged, empty or breaks a rule of the job. Put a mended file in its place, which starts a run of its own.',
  },
  {
    cause: 'timeout',
    words: /States\.Timeout|TIMED_OUT|timed out after/i,
    hint: 'The step took longer than it may. See in the log whether it waited for room in the cluster or worked; raise limits.timeoutMinutes or give it more executors, then rerun.',
    action: 'rerun',
  },
];

/** The cause that the words fit, if any. */
export function causeOf(words: string): Cause | undefined {
  return CAUSES.find(({ words: known }) => known.test(words));
}

/** The hint and action for a cause that is known otherwise than by words. */
export function knownCause(cause: FailureCause): Cause | undefined {
  return CAUSES.find(entry => entry.cause === cause);
}
