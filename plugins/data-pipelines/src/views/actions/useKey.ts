import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { dataPipelinesTranslationRef } from '../../translation';

/** Takes an `s3://` address apart; what is none is a key or prefix. */
export function splitAddress(text: string): { bucket?: string; key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]*)\/(.*)$/i.exec(text.trim()) ?? [];
  return bucket === undefined ? { key: text.trim() } : { bucket, key };
}

/**
 * The key or prefix that a person typed, or pasted as a whole address. An address in another bucket than
 * that of `place` is a `problem`: the same key here may be another object.
 */
export function useKey(text: string, place: string | undefined): { key: string; problem?: string } {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { bucket: other, key } = splitAddress(text);
  const { bucket } = splitAddress(place ?? '');
  return other === undefined || bucket === undefined || other === bucket
    ? { key }
    : { key, problem: t('actions.otherBucket', { other, bucket }) };
}
