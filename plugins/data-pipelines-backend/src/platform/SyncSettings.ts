import { type Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How the index is kept up to date, and what it keeps. All in milliseconds. */
export interface SyncSettings {
  /** Between two rounds of the reconciler. */
  everyMs: number;
  activeMs: number;
  pushedMs: number;
  idleMs: number;
  deepMs: number;
  /** Topic of the events service on which AWS's events arrive. */
  topic: string;
  keep: { runsMs: number; historiesMs: number };
}

/** Reads `dataPipelines.sync` and `dataPipelines.store`; config.d.ts documents the fields and their defaults. */
export function readSyncSettings(root: Config): SyncSettings {
  const duration = (key: string, standard: number, least: number) => {
    const path = `dataPipelines.${key}`;
    const value = root.has(path)
      ? durationToMilliseconds(readDurationFromConfig(root, { key: path }))
      : standard;
    if (!(value >= least)) {
      throw new InputError(`${path} is ${value} ms: give at least ${least} ms`);
    }
    return value;
  };
  return {
    everyMs: duration('sync.every', 10_000, 1_000),
    activeMs: duration('sync.active', 10_000, 1_000),
    pushedMs: duration('sync.pushed', 2 * MINUTE, 1_000),
    idleMs: duration('sync.idle', 2 * HOUR, MINUTE),
    deepMs: duration('sync.deep', 6 * HOUR, MINUTE),
    topic: root.getOptionalString('dataPipelines.sync.topic') ?? 'data-pipelines',
    keep: {
      runsMs: duration('store.keepRuns', 730 * DAY, DAY),
      historiesMs: duration('store.keepHistories', 180 * DAY, DAY),
    },
  };
}
