import type { TriggerObject } from 'backstage-plugin-data-pipelines-common';
import { field, parseObject, text } from './json';

/** S3's own limits, in bytes of UTF-8. */
const LONGEST = 1_024;

/**
 * The object that started a run, from the execution's input: EventBridge's "Object Created" event as S3 sent it.
 * Data and script triggers are the same event on different prefixes. The key is in it as it is, not URL-encoded.
 * An input may also be written by hand, so what cannot be an object of S3 is taken for none.
 */
export function triggerOf(input: string | undefined): TriggerObject | undefined {
  const detail = field(parseObject(input), 'detail');
  const object = field(detail, 'object');
  const bucket = text(field(detail, 'bucket'), 'name');
  const key = text(object, 'key');
  if (!bucket || !key || !fits(bucket) || !fits(key)) {
    return undefined;
  }
  const versionId = text(object, 'version-id');
  const size = field(object, 'size');
  return {
    bucket,
    key,
    ...(versionId && fits(versionId) && { versionId }),
    ...(Number.isSafeInteger(size) && Number(size) >= 0 && { size: Number(size) }),
  };
}

function fits(name: string): boolean {
  return Buffer.byteLength(name) <= LONGEST;
}
