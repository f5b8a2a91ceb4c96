import { BUCKET } from './grammar';

/** The names that pipelines give to the buckets that they make. */
const OF_A_PIPELINE = /^([a-z][a-z0-9]{1,19})-[a-z0-9-]+-(?:input|scripts|lake)-\d{12}-[a-z0-9-]+$/;

/** The team whose pipeline has made a bucket of this name; undefined for any other bucket. */
export function teamOfBucket(name: string): string | undefined {
  return OF_A_PIPELINE.exec(name)?.[1];
}

/** Beginnings and ends that S3 keeps for itself. */
const RESERVED_BEGINNINGS = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_ENDS = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/**
 * Says why S3 would refuse a bucket of this name; undefined for a good one.
 * Used for names that people give and for those that are derived.
 */
export function bucketFault(name: string): string | undefined {
  if (!BUCKET.pattern.test(name)) return BUCKET.says;
  if (/\.\.|\.-|-\./.test(name)) {
    return 'a bucket name must not have a dot beside a dot or a hyphen; write the name of a bucket that exists';
  }
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) {
    return 'a bucket name must not look like an IP address; write the name of a bucket that exists';
  }
  const beginning = RESERVED_BEGINNINGS.find(text => name.startsWith(text));
  if (beginning)
    return `S3 keeps names that begin with "${beginning}" for itself; choose another beginning`;
  const end = RESERVED_ENDS.find(text => name.endsWith(text));
  if (end) return `S3 keeps names that end with "${end}" for itself; choose another end`;
  return undefined;
}
