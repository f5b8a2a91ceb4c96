import type { BucketRef, StoredObject } from '../provider';

/**
 * The input of a run for an object that is there already: what S3 would have said of it by EventBridge, as far as the
 * workflow reads it, and who asked.
 */
export function objectEvent(
  { accountId, region, bucket }: BucketRef,
  object: StoredObject,
  options: { startedBy: string; again: boolean },
): string {
  return JSON.stringify({
    source: 'data-pipelines.portal',
    'detail-type': 'Object Created',
    account: accountId,
    region,
    detail: {
      bucket: { name: bucket },
      object: {
        key: object.key,
        size: object.size,
        etag: object.etag,
        ...(object.versionId && { 'version-id': object.versionId }),
      },
      reason: 'portal',
    },
    startedBy: options.startedBy,
    ...(options.again && { rerun: true }),
  });
}

/** The input of a run that does again what another did. @throws SyntaxError when the other's input is not an object. */
export function againInput(input: string, options: { startedBy: string }): string {
  const parsed: unknown = JSON.parse(input);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SyntaxError('not an object');
  }
  return JSON.stringify({ ...parsed, rerun: true, startedBy: options.startedBy });
}
