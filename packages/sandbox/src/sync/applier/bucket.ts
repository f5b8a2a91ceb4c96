import {
  BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  HeadBucketCommand,
  ObjectOwnership,
} from '@aws-sdk/client-s3';
import { Applier, unlessError } from './applier';
import { AwsClients } from './awsClients';
import { BUCKET_SETTINGS } from './bucketSettings';
import { BUCKET_SHAPE } from './bucketShape';
import { Applied, Changes } from './changes';
import { toSdk } from './shape';

interface BucketSpec {
  name: string;
}

interface BucketInput {
  CreateBucketConfiguration?: { LocationConstraint?: BucketLocationConstraint };
  ObjectOwnership?: ObjectOwnership;
  ObjectLockEnabledForBucket?: boolean;
  [setting: string]: unknown;
}

const asIs = (value: unknown) => value;

/** S3 buckets. `spec.notification` is left alone, as ACK does while it is unset. */
export const bucketApplier: Applier<BucketSpec> = {
  group: 's3.services.k8s.aws',
  kind: 'Bucket',
  shape: BUCKET_SHAPE,
  identity: ['name'],
  fixed: ['objectLockEnabledForBucket'],

  async apply({ s3, region }: AwsClients, spec: BucketSpec): Promise<Applied> {
    const Bucket = spec.name;
    const input = toSdk<BucketInput>(BUCKET_SHAPE, spec);
    const changes = new Changes();
    if (!(await unlessError(s3.send(new HeadBucketCommand({ Bucket })), 'NotFound'))) {
      // us-east-1 is the one region that may not be named.
      const place = input.CreateBucketConfiguration;
      await s3.send(
        new CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration: region === 'us-east-1' ? undefined : place,
          ObjectOwnership: input.ObjectOwnership,
          ObjectLockEnabledForBucket: input.ObjectLockEnabledForBucket,
        }),
      );
      changes.created();
    }
    for (const { field, sdk, read, put, clear, comparable = asIs } of BUCKET_SETTINGS) {
      const want = input[sdk];
      if (want !== undefined || clear) {
        const have = await read(s3, Bucket);
        await changes.part(field, comparable(want), comparable(have), () =>
          want === undefined ? clear!(s3, Bucket) : put(s3, Bucket, want),
        );
      }
    }
    return changes.result({ arn: `arn:aws:s3:::${Bucket}`, location: `/${Bucket}` });
  },

  async remove({ s3 }: AwsClients, { name: Bucket }: BucketSpec): Promise<boolean> {
    try {
      await s3.send(new DeleteBucketCommand({ Bucket }));
      return true;
    } catch (error) {
      if ((error as Error).name === 'NoSuchBucket') {
        return false;
      }
      if ((error as Error).name === 'BucketNotEmpty') {
        throw new Error(
          `bucket '${Bucket}' is not empty, and AWS deletes only an empty one: empty it, or annotate it services.k8s.aws/deletion-policy: retain`,
        );
      }
      throw error;
    }
  },
};
