import type { TriggerObject } from 'backstage-plugin-data-pipelines-common';
import { field, parseObject, text } from './json';

/**
 * The object that started a run, from the execution's input: EventBridge's "Object Created" event as S3 sent it.
 * Data and script triggers are the same event on different prefixes. The key is in it as it is, not URL-encoded.
 */
export function triggerOf(input: string | undefined): TriggerObject | undefined {
  const detail = field(parseObject(input), 'detail');
  const object = field(detail, 'object');
  const bucket = text(field(detail, 'bucket'), 'name');
  const key = text(object, 'key');
  if (!bucket || !key) {
    return undefined;
  }
  const versionId = text(object, 'version-id');
  const size = field(object, 'size');
  return {
    bucket,
    key,
    ...(versionId && { versionId }),
    ...(typeof size === 'number' && { size }),
  };
}
