import { type Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

/** How much the reading of runs may ask of AWS and of this process. */
export interface RunLimits {
  /** Runs on a page unless the caller says otherwise. */
  pageSize: number;
  /** Most runs on a page that a caller may ask for. */
  maxPageSize: number;
  /** Milliseconds within which a request is answered, whatever AWS does. */
  timeoutMs: number;
  /** Milliseconds for which an answer about something unfinished is used again. */
  refreshMs: number;
  /** Calls to AWS at once for the rows of one page. */
  concurrency: number;
  /** Bytes of finished histories kept in memory. */
  cacheBytes: number;
}

/** Reads `dataPipelines.runs`; config.d.ts documents the fields and their defaults. */
export function readRunLimits(root: Config): RunLimits {
  const config = root.getOptionalConfig('dataPipelines.runs');
  const whole = (key: string, standard: number, least: number, most: number) => {
    const value = config?.getOptionalNumber(key) ?? standard;
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new InputError(
        `dataPipelines.runs.${key} is ${value}: give a whole number from ${least} to ${most}`,
      );
    }
    return value;
  };
  const duration = (key: string, standard: number) =>
    config?.has(key) ? durationToMilliseconds(readDurationFromConfig(config, { key })) : standard;

  const maxPageSize = whole('maxPageSize', 100, 1, 1000);
  return {
    maxPageSize,
    pageSize: whole('pageSize', Math.min(25, maxPageSize), 1, maxPageSize),
    timeoutMs: duration('timeout', 9_000),
    refreshMs: duration('refresh', 2_000),
    concurrency: whole('concurrency', 5, 1, 50),
    cacheBytes: whole('cacheMegabytes', 64, 0, 4096) * 1024 * 1024,
  };
}
