import type { HistoryEvent as SdkHistoryEvent } from '@aws-sdk/client-sfn';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { readFileSync } from 'node:fs';
import type { HistoryEvent } from '../history';
import { toHistoryEvent } from '../provider/historyEvent';

/** The events of `src/history/__fixtures__/<name>.json`, which is in the form that `aws stepfunctions get-execution-history` prints. */
export function recordedSdkHistory(name: string): SdkHistoryEvent[] {
  const file = resolvePackagePath(
    'backstage-plugin-data-pipelines-backend',
    `src/history/__fixtures__/${name}.json`,
  );
  const { events } = JSON.parse(readFileSync(file, 'utf8'));
  return events.map((event: { timestamp: string }) => ({
    ...event,
    timestamp: new Date(event.timestamp),
  }));
}

/** The same in our words. */
export function recordedHistory(name: string): HistoryEvent[] {
  return recordedSdkHistory(name).map(toHistoryEvent);
}
