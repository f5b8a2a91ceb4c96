import {
  BucketLifecycleConfiguration,
  BucketLoggingStatus,
  CORSConfiguration,
  DeleteBucketCorsCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  OwnershipControls,
  PublicAccessBlockConfiguration,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  ServerSideEncryptionConfiguration,
  Tagging,
  VersioningConfiguration,
} from '@aws-sdk/client-s3';
import { unlessError } from './applier';
import { canonicalJson } from './changes';
import { tagMap, upperTags } from './tags';

/** One part of a bucket that has calls of its own. */
export interface BucketSetting {
  /** The field of the manifest. */
  field: string;
  /** The field after renaming for the SDK. */
  sdk: string;
  read(s3: S3Client, Bucket: string): Promise<unknown>;
  put(s3: S3Client, Bucket: string, value: unknown): Promise<unknown>;
  /** Left out where AWS keeps a default of its own, which ACK does not touch. */
  clear?(s3: S3Client, Bucket: string): Promise<unknown>;
  /** What is compared, when it is not the value itself. */
  comparable?(value: unknown): unknown;
}

/** In the order in which they are put. The switch for EventBridge is no part of them: ACK has no field for it. */
export const BUCKET_SETTINGS: BucketSetting[] = [
  {
    field: 'ownershipControls',
    sdk: 'OwnershipControls',
    read: async (s3, Bucket) =>
      (
        await unlessError(
          s3.send(new GetBucketOwnershipControlsCommand({ Bucket })),
          'OwnershipControlsNotFoundError',
        )
      )?.OwnershipControls,
    put: (s3, Bucket, value) =>
      s3.send(
        new PutBucketOwnershipControlsCommand({
          Bucket,
          OwnershipControls: value as OwnershipControls,
        }),
      ),
  },
  {
    field: 'publicAccessBlock',
    sdk: 'PublicAccessBlockConfiguration',
    read: async (s3, Bucket) =>
      (
        await unlessError(
          s3.send(new GetPublicAccessBlockCommand({ Bucket })),
          'NoSuchPublicAccessBlockConfiguration',
        )
      )?.PublicAccessBlockConfiguration,
    put: (s3, Bucket, value) =>
      s3.send(
        new PutPublicAccessBlockCommand({
          Bucket,
          PublicAccessBlockConfiguration: value as PublicAccessBlockConfiguration,
        }),
      ),
  },
  {
    field: 'encryption',
    sdk: 'ServerSideEncryptionConfiguration',
    read: async (s3, Bucket) =>
      (
        await unlessError(
          s3.send(new GetBucketEncryptionCommand({ Bucket })),
          'ServerSideEncryptionConfigurationNotFoundError',
        )
      )?.ServerSideEncryptionConfiguration,
    put: (s3, Bucket, value) =>
      s3.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: value as ServerSideEncryptionConfiguration,
        }),
      ),
  },
  {
    field: 'versioning',
    sdk: 'VersioningConfiguration',
    read: async (s3, Bucket) => ({
      Status: (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status,
    }),
    put: (s3, Bucket, value) =>
      s3.send(
        new PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: value as VersioningConfiguration,
        }),
      ),
  },
  {
    field: 'policy',
    sdk: 'Policy',
    read: async (s3, Bucket) =>
      (await unlessError(s3.send(new GetBucketPolicyCommand({ Bucket })), 'NoSuchBucketPolicy'))
        ?.Policy,
    put: (s3, Bucket, value) =>
      s3.send(new PutBucketPolicyCommand({ Bucket, Policy: value as string })),
    clear: (s3, Bucket) => s3.send(new DeleteBucketPolicyCommand({ Bucket })),
    comparable: value => canonicalJson(value as string | undefined),
  },
  {
    field: 'lifecycle',
    sdk: 'LifecycleConfiguration',
    read: async (s3, Bucket) => {
      const found = await unlessError(
        s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
        'NoSuchLifecycleConfiguration',
      );
      return found && { Rules: found.Rules };
    },
    put: (s3, Bucket, value) =>
      s3.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: value as BucketLifecycleConfiguration,
        }),
      ),
    clear: (s3, Bucket) => s3.send(new DeleteBucketLifecycleCommand({ Bucket })),
  },
  {
    field: 'cors',
    sdk: 'CORSConfiguration',
    read: async (s3, Bucket) => {
      const found = await unlessError(
        s3.send(new GetBucketCorsCommand({ Bucket })),
        'NoSuchCORSConfiguration',
      );
      return found && { CORSRules: found.CORSRules };
    },
    put: (s3, Bucket, value) =>
      s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: value as CORSConfiguration })),
    clear: (s3, Bucket) => s3.send(new DeleteBucketCorsCommand({ Bucket })),
  },
  {
    field: 'logging',
    sdk: 'BucketLoggingStatus',
    read: async (s3, Bucket) => ({
      LoggingEnabled: (await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled,
    }),
    put: (s3, Bucket, value) =>
      s3.send(
        new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: value as BucketLoggingStatus }),
      ),
  },
  {
    field: 'tagging',
    sdk: 'Tagging',
    read: async (s3, Bucket) => ({
      TagSet: (await unlessError(s3.send(new GetBucketTaggingCommand({ Bucket })), 'NoSuchTagSet'))
        ?.TagSet,
    }),
    put: (s3, Bucket, value) =>
      s3.send(
        new PutBucketTaggingCommand({
          Bucket,
          Tagging: { TagSet: upperTags(tagMap((value as Tagging).TagSet)) },
        }),
      ),
    clear: (s3, Bucket) => s3.send(new DeleteBucketTaggingCommand({ Bucket })),
    comparable: value => tagMap((value as Partial<Tagging> | undefined)?.TagSet),
  },
];
