import { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_STATE_MACHINE_ARN,
  ANNOTATION_TRIGGER,
  PlatformSummary,
} from 'backstage-plugin-data-pipelines-common';

/** The place under which a new object starts a run, `s3://bucket/prefix/`, when the entity tells it. */
export function triggerPlaceOf(entity: Entity): string | undefined {
  return entity.metadata.annotations?.[ANNOTATION_TRIGGER];
}

/** The platform that a pipeline lives on: the one with the account and region of its ARN. */
export function platformOf(
  entity: Entity,
  platforms?: PlatformSummary[],
): PlatformSummary | undefined {
  const [, , , region, accountId] = machineArnOf(entity).split(':');
  return platforms?.find(
    platform => platform.region === region && platform.accountId === accountId,
  );
}

/** The AWS CLI's command that drops a file at a place. */
export function copyCommand(place: string, endpoint?: string): string {
  return words(['aws', ...at(endpoint), 's3', 'cp', 'FILE', place]);
}

/** The AWS CLI's command that lets a run go on from the step at which it failed. */
export function redriveCommand(executionArn: string, endpoint?: string): string {
  return stepFunctions('redrive-execution', ['--execution-arn', executionArn], endpoint);
}

/**
 * The AWS CLI's command that starts a run over the same object again, although it is marked as
 * processed; `undefined` when the run's input is no JSON object.
 */
export function rerunCommand(
  entity: Entity,
  input: string | undefined,
  endpoint?: string,
): string | undefined {
  const event = objectOf(input);
  if (!event) return undefined;
  return stepFunctions(
    'start-execution',
    [
      '--state-machine-arn',
      machineArnOf(entity),
      '--input',
      JSON.stringify({ ...event, rerun: true }),
    ],
    endpoint,
  );
}

function stepFunctions(command: string, options: string[], endpoint: string | undefined): string {
  const region = options[1].split(':')[3];
  return words(['aws', ...at(endpoint), '--region', region, 'stepfunctions', command, ...options]);
}

function at(endpoint: string | undefined): string[] {
  return endpoint ? ['--endpoint-url', endpoint] : [];
}

/** ARN of the state machine that a pipeline’s runs are executions of; empty when the entity has none. */
export function machineArnOf(entity: Entity): string {
  return entity.metadata.annotations?.[ANNOTATION_STATE_MACHINE_ARN] ?? '';
}

function objectOf(text: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** One line for a shell: keys in S3 may hold anything, so what a shell would take apart is quoted. */
function words(parts: string[]): string {
  return parts
    .map(part => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replace(/'/g, `'\\''`)}'`))
    .join(' ');
}
