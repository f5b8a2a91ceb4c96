import { Entity } from '@backstage/catalog-model';
import { ANNOTATION_STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common';
import { Platform } from '../api';

/** The place under which a new object starts a run, `s3://bucket/prefix`. */
export const ANNOTATION_TRIGGER = 'data-pipelines/trigger';

/** The place under which a new object starts a run, when the entity tells it. */
export function triggerPlaceOf(entity: Entity): string | undefined {
  return entity.metadata.annotations?.[ANNOTATION_TRIGGER];
}

/** The platform that a pipeline lives on: the one with the account and region of its ARN. */
export function platformOf(entity: Entity, platforms?: Platform[]): Platform | undefined {
  const arn = entity.metadata.annotations?.[ANNOTATION_STATE_MACHINE_ARN] ?? '';
  const [, , , region, accountId] = arn.split(':');
  return platforms?.find(
    platform => platform.region === region && platform.accountId === accountId,
  );
}

/** The AWS CLI's command that drops a file at a place. */
export function copyCommand(place: string, endpoint?: string): string {
  return `aws s3 cp FILE ${shellWord(place)}${option('--endpoint-url', endpoint)}`;
}

/** The AWS CLI's command that lets a run go on from the step at which it failed. */
export function redriveCommand(executionArn: string, endpoint?: string): string {
  return `aws stepfunctions redrive-execution --execution-arn ${shellWord(executionArn)}${option(
    '--endpoint-url',
    endpoint,
  )}`;
}

function option(name: string, value: string | undefined): string {
  return value ? ` ${name} ${shellWord(value)}` : '';
}

/** Quotes what a shell would take apart: keys in S3 may hold anything. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}
