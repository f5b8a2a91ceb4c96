import { useEffect, useRef, useState } from 'react';
import { CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { LogFileList, LogSlice } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef, LogRef } from '../api';
import { paceOfLogs } from './intervals';
import { joinSlices, LOG_PAGE } from './joinSlices';
import { Loaded, useLoaded, usePoller } from './usePoller';

const FOLLOW_INTERVAL = 3_000;

/** Which logs a job has; asked again while the job goes on, and after its end until its driver's have come. */
export function useLogFiles(
  pipeline: CompoundEntityRef,
  runId: string,
  jobId: string,
  endedAt: string | undefined,
): Loaded<LogFileList> {
  const api = useApi(dataPipelinesApiRef);
  // The job ends while it is watched; what is known of its logs by then stays.
  const end = useRef(endedAt);
  end.current = endedAt;
  return useLoaded(
    `${stringifyEntityRef(pipeline)} ${runId} ${jobId} logs`,
    signal => api.listLogs(pipeline, runId, jobId, signal),
    {
      every: ({ items }) =>
        end.current && items.some(({ role }) => role === 'driver')
          ? undefined
          : paceOfLogs(end.current),
    },
  );
}

/** A log around one of its lines, or its end. */
export interface Log extends Loaded<LogSlice> {
  /** Puts earlier lines before, or later ones after those known. */
  loadMore(where: 'before' | 'after'): Promise<void>;
  /** True while `loadMore` is under way. */
  loadingMore: boolean;
}

/** Reads a log around `line`, else its end: again and again while `follow` is set, and after `endedAt` until the reason is there. */
export function useLog(
  pipeline: CompoundEntityRef,
  log: LogRef,
  line: number | undefined,
  now: { follow: boolean; endedAt?: string },
): Log {
  const api = useApi(dataPipelinesApiRef);
  const { follow, endedAt } = now;
  const around = follow ? undefined : line;
  // The lines known stay when the job ends, or a person no longer follows it.
  const latest = useRef(now);
  latest.current = now;
  const key = `${stringifyEntityRef(pipeline)} ${Object.values(log).join(' ')} ${around ?? 'end'}`;
  const { state, poller } = usePoller<LogSlice>(key, () => ({
    load: async signal => {
      const query =
        around === undefined
          ? { tail: LOG_PAGE }
          : { from: Math.max(1, around - LOG_PAGE / 2), limit: LOG_PAGE };
      const slice = await api.readLog(pipeline, log, query, signal);
      return known => (known && joinSlices(known, slice)) ?? slice;
    },
    interval: ({ failedLine }) => {
      if (latest.current.follow) return FOLLOW_INTERVAL;
      const { endedAt: end } = latest.current;
      const complete = around !== undefined || failedLine !== undefined || end === undefined;
      return complete ? undefined : paceOfLogs(end);
    },
  }));
  useEffect(() => poller.refresh(), [poller, follow, endedAt]);

  const [loadingMore, setLoadingMore] = useState(false);
  const busy = useRef(false);
  const loadMore = async (where: 'before' | 'after') => {
    const known = poller.getState().data;
    if (!known || busy.current) return;
    const query = queryFor(where, known);
    if (!query) return;
    busy.current = true;
    setLoadingMore(true);
    try {
      const slice = await api.readLog(pipeline, log, query);
      poller.update(current => joinSlices(current, slice) ?? current);
    } catch {
      // The button that asks for more stays where it is.
    } finally {
      busy.current = false;
      setLoadingMore(false);
    }
  };
  return { ...state, refresh: poller.refresh, loadMore, loadingMore };
}

function queryFor(where: 'before' | 'after', known: LogSlice) {
  if (where === 'after') {
    return known.more ? { from: known.firstLine + known.lines.length, limit: LOG_PAGE } : undefined;
  }
  const from = Math.max(1, known.firstLine - LOG_PAGE);
  return from < known.firstLine ? { from, limit: known.firstLine - from } : undefined;
}
