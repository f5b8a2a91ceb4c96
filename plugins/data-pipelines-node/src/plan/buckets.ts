import { Form, SHARED_WITH_INPUT, valueAt } from '../form';
import { Names } from './names';

/** One bucket of a pipeline and whose it is. */
export interface BucketPlan {
  name: string;
  /** `created` with the pipeline, `shared` with its input, or `existing` before it. */
  origin: 'created' | 'shared' | 'existing';
}

export interface Buckets {
  input: BucketPlan;
  scripts: BucketPlan;
  lake: BucketPlan;
}

type Choice = Form['buckets'];

/** Decides for each purpose whether its bucket is created, shared or existing. */
export function planBuckets(choice: Choice, names: Names): Buckets {
  const input: BucketPlan =
    choice.input === undefined
      ? { name: names.inputBucket, origin: 'created' }
      : { name: choice.input, origin: 'existing' };
  const other = (chosen: string | undefined, derived: string): BucketPlan => {
    if (chosen === undefined) return { name: derived, origin: 'created' };
    if (chosen === SHARED_WITH_INPUT || chosen === input.name)
      return { name: input.name, origin: 'shared' };
    return { name: chosen, origin: 'existing' };
  };
  return {
    input,
    scripts: other(choice.scripts, names.scriptsBucket),
    lake: other(choice.lake, names.lakeBucket),
  };
}

/** Whether a bucket is made for this pipeline: nobody else has anything in it. */
export function isOwn(buckets: Buckets, purpose: keyof Buckets): boolean {
  const { origin } = buckets[purpose];
  return origin === 'created' || (origin === 'shared' && buckets.input.origin === 'created');
}

/**
 * The derived bucket names that a form does without: they need not fit into S3's limit. Takes the form's `buckets` as
 * they are typed, since they may be wrong otherwise.
 */
export function unusedBuckets(buckets: unknown): Set<keyof Names> {
  const named = (purpose: string) => valueAt(buckets, [purpose]) !== undefined;
  const unused = new Set<keyof Names>();
  if (named('input')) unused.add('inputBucket');
  if (named('scripts')) unused.add('scriptsBucket');
  if (named('lake')) unused.add('lakeBucket');
  return unused;
}
