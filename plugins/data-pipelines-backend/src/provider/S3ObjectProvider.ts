import {
  GetBucketNotificationConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Readable } from 'node:stream';
import { type AwsAccess, ClientPool } from './AwsAccess';
import { AwsCaller } from './call';
import type { BucketRef, ObjectPage, ObjectProvider, StoredObject } from './ObjectProvider';

/** Objects as S3 has them. AWS's types and errors stop here. */
export class S3ObjectProvider implements ObjectProvider {
  private readonly clients: ClientPool<S3Client>;
  private readonly caller: AwsCaller;

  constructor(deps: { access: AwsAccess; logger: LoggerService; timeoutMs: number }) {
    this.clients = new ClientPool(
      deps.access,
      // An emulator has one host for all buckets.
      options => new S3Client({ ...options, forcePathStyle: options.endpoint !== undefined }),
    );
    this.caller = new AwsCaller(deps);
  }

  async list(
    ref: BucketRef,
    query: { prefix: string; limit: number; cursor?: string },
  ): Promise<ObjectPage> {
    const command = new ListObjectsV2Command({
      Bucket: ref.bucket,
      Prefix: query.prefix,
      MaxKeys: query.limit,
      ...(query.cursor && { ContinuationToken: query.cursor }),
    });
    const answer = await this.caller.call(
      callOf('s3:ListBucket', ref, query.prefix),
      async abortSignal => (await this.clients.get(ref)).send(command, { abortSignal }),
    );
    return {
      objects: (answer.Contents ?? []).map(item => ({
        key: item.Key ?? '',
        size: item.Size ?? 0,
        ...(item.ETag && { etag: unquoted(item.ETag) }),
        ...(item.LastModified && { modifiedAt: item.LastModified.toISOString() }),
      })),
      ...(answer.NextContinuationToken && { nextCursor: answer.NextContinuationToken }),
    };
  }

  async head(ref: BucketRef, key: string, versionId?: string): Promise<StoredObject> {
    const command = new HeadObjectCommand({
      Bucket: ref.bucket,
      Key: key,
      ...(versionId && { VersionId: versionId }),
    });
    const answer = await this.caller.call(callOf('s3:GetObject', ref, key), async abortSignal =>
      (await this.clients.get(ref)).send(command, { abortSignal }),
    );
    return {
      key,
      size: answer.ContentLength ?? 0,
      ...(answer.ETag && { etag: unquoted(answer.ETag) }),
      // A bucket that never kept versions says "null" or nothing.
      ...(answer.VersionId && answer.VersionId !== 'null' && { versionId: answer.VersionId }),
      ...(answer.LastModified && { modifiedAt: answer.LastModified.toISOString() }),
    };
  }

  async open(ref: BucketRef, key: string): Promise<Readable> {
    const command = new GetObjectCommand({ Bucket: ref.bucket, Key: key });
    // Only the beginning of the answer has to come in time: the caller reads the stream at its own pace.
    const answer = await this.caller.call(callOf('s3:GetObject', ref, key), async () =>
      (await this.clients.get(ref)).send(command),
    );
    return answer.Body as Readable;
  }

  async tellsEventBridge(ref: BucketRef): Promise<boolean> {
    const command = new GetBucketNotificationConfigurationCommand({ Bucket: ref.bucket });
    const answer = await this.caller.call(
      callOf('s3:GetBucketNotification', ref, ''),
      async abortSignal => (await this.clients.get(ref)).send(command, { abortSignal }),
    );
    return answer.EventBridgeConfiguration !== undefined;
  }
}

function callOf(action: string, { accountId, region, bucket }: BucketRef, key: string) {
  return { action, thing: `object s3://${bucket}/${key}`, accountId, region };
}

function unquoted(etag: string): string {
  return etag.replace(/^"|"$/g, '');
}
