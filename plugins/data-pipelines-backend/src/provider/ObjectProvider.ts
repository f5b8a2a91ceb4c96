import type { IsoTime } from 'backstage-plugin-data-pipelines-common';
import type { Readable } from 'node:stream';
import type { AwsPlace } from './AwsAccess';

/** One object of a bucket. */
export interface StoredObject {
  key: string;
  /** Bytes. */
  size: number;
  etag?: string;
  /** Only from `head`, and only where the bucket keeps versions. */
  versionId?: string;
  modifiedAt?: IsoTime;
}

/** Objects in the order of their keys. */
export interface ObjectPage {
  objects: StoredObject[];
  nextCursor?: string;
}

/** A bucket in an account and region. */
export interface BucketRef extends AwsPlace {
  bucket: string;
}

/** Where objects come from. Errors are those of `@backstage/errors`, each with a sentence for people. */
export interface ObjectProvider {
  list(
    ref: BucketRef,
    query: { prefix: string; limit: number; cursor?: string },
  ): Promise<ObjectPage>;
  head(ref: BucketRef, key: string, versionId?: string): Promise<StoredObject>;
  /** The bytes as stored; the caller reads the stream to its end or destroys it. */
  open(ref: BucketRef, key: string): Promise<Readable>;
  /** Whether the bucket tells EventBridge of its objects. */
  tellsEventBridge(ref: BucketRef): Promise<boolean>;
}
