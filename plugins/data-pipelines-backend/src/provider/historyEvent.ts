import type { HistoryEvent as SdkHistoryEvent } from '@aws-sdk/client-sfn';
import type { HistoryEvent, HistoryEventDetails } from '../history';

const FIELDS = [
  'name',
  'state',
  'input',
  'output',
  'error',
  'cause',
  'resource',
  'resourceType',
  'parameters',
  'length',
  'index',
  'mapRunArn',
  'redriveCount',
] as const satisfies (keyof HistoryEventDetails)[];

/** An event in our words. AWS has one field of details for each of 50 types, of which at most one is set. */
export function toHistoryEvent(event: SdkHistoryEvent): HistoryEvent {
  const given = Object.entries(event).find(
    ([key, value]) => key.endsWith('EventDetails') && value !== undefined,
  )?.[1] as Record<string, unknown> | undefined;
  const details = Object.fromEntries(
    FIELDS.flatMap(key => (given?.[key] === undefined ? [] : [[key, given[key]]])),
  );
  return {
    id: event.id ?? 0,
    previousId: event.previousEventId ?? 0,
    at: new Date(event.timestamp ?? 0).toISOString(),
    type: event.type ?? 'Unknown',
    details,
  };
}
