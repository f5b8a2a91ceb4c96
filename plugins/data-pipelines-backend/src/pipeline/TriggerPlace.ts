import { ConflictError } from '@backstage/errors';
import type { Entity } from '@backstage/catalog-model';
import { ANNOTATION_TRIGGER } from 'backstage-plugin-data-pipelines-common';

/** Where objects arrive that start runs. */
export interface TriggerPlace {
  bucket: string;
  /** Ends with a slash, or is empty for the whole bucket. */
  prefix: string;
}

const PLACE = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/((?:[^\s]+\/)?)$/;

/** The place that the entity's annotation names; undefined without one. @throws ConflictError when it is no such place. */
export function triggerPlaceOf(entity: Entity, entityRef: string): TriggerPlace | undefined {
  const value = entity.metadata.annotations?.[ANNOTATION_TRIGGER];
  if (value === undefined) {
    return undefined;
  }
  const [, bucket, prefix] = PLACE.exec(value) ?? [];
  if (!bucket) {
    throw new ConflictError(
      `The annotation ${ANNOTATION_TRIGGER} of ${entityRef} is "${value}": give the folder in which new objects start runs, such as s3://bucket/input/`,
    );
  }
  return { bucket, prefix };
}
