import { Readiness, Run } from 'backstage-plugin-data-pipelines-common';
import { Look } from '../parts';
import {
  RiAlertFill,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiQuestionLine,
} from '@remixicon/react';

/** How a pipeline is, in one word. */
export type Health = 'healthy' | 'todo' | 'failing' | 'unknown';

export const HEALTH_LOOKS: Record<Health, Look> = {
  healthy: { tone: 'positive', Icon: RiCheckboxCircleFill },
  todo: { tone: 'warning', Icon: RiAlertFill },
  failing: { tone: 'negative', Icon: RiCloseCircleFill },
  unknown: { tone: 'hollow', Icon: RiQuestionLine },
};

/**
 * Failing when the last run that ended failed or a check did; else what is to do. Healthy is said only
 * when everything was looked at and nothing was found, and all of that is `current`.
 */
export function healthOf(
  runs: Run[] | undefined,
  readiness: Readiness | undefined,
  current: boolean,
): Health {
  const last = runs && lastEnded(runs);
  if (last?.status === 'failed' || last?.status === 'timedOut') return 'failing';
  if (readiness?.state === 'failed') return 'failing';
  if (readiness?.state === 'todo') return 'todo';
  if (!current || !runs || !readiness) return 'unknown';
  if (readiness.state === 'unknown' || last?.status === 'unknown') return 'unknown';
  return readiness.state === 'waiting' ? 'unknown' : 'healthy';
}

/** The newest run that did its work to an end, good or bad. */
export function lastEnded(runs: Run[]): Run | undefined {
  return runs.find(run => !['running', 'waiting', 'stopped', 'duplicate'].includes(run.status));
}

/** Checks that are not as they should be. */
export function openChecks(readiness: Readiness | undefined) {
  const order = ['failed', 'todo', 'unknown', 'waiting'];
  return (readiness?.checks ?? [])
    .filter(({ state }) => state !== 'ok')
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}
