import { useCallback, useEffect, useRef, useState } from 'react';
import { CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { LogFileList, LogSlice } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef, LogRef } from '../api';
import { Loaded, useLoaded, usePoller } from './usePoller';

/** Lines asked for at a time. */
export const LOG_PAGE = 500;
/** Lines kept; what is farther away is loaded again when a person gets there. */
const MOST = 5_000;
const FOLLOW_INTERVAL = 3_000;
const LISTING_INTERVAL = 15_000;

/** Which logs a job has; asked again while the job goes on, since EMR uploads them little by little. */
export function useLogFiles(
  pipeline: CompoundEntityRef,
  runId: string,
  jobId: string,
  goingOn: boolean,
): Loaded<LogFileList> {
  const api = useApi(dataPipelinesApiRef);
  return useLoaded(
    `${stringifyEntityRef(pipeline)} ${runId} ${jobId} logs ${goingOn}`,
    signal => api.listLogs(pipeline, runId, jobId, signal),
    { every: goingOn ? LISTING_INTERVAL : undefined },
  );
}

/** A log around one of its lines, or its end. */
export interface Log extends Loaded<LogSlice> {
  /** Puts earlier lines before, or later ones after those known. */
  loadMore(where: 'before' | 'after'): Promise<void>;
  /** True while `loadMore` is under way. */
  loadingMore: boolean;
}

/** Reads a log around `line`, else from its end, which is then followed while `follow` is set. */
export function useLog(
  pipeline: CompoundEntityRef,
  log: LogRef,
  line: number | undefined,
  follow: boolean,
): Log {
  const api = useApi(dataPipelinesApiRef);
  const key = `${stringifyEntityRef(pipeline)} ${Object.values(log).join(' ')} ${line ?? ''} ${follow}`;
  const { state, poller } = usePoller<LogSlice>(key, () => ({
    load: async signal => {
      const slice =
        line === undefined || follow
          ? await api.readLog(pipeline, log, { tail: LOG_PAGE }, signal)
          : await api.readLog(
              pipeline,
              log,
              { from: Math.max(1, line - LOG_PAGE / 2), limit: LOG_PAGE },
              signal,
            );
      return () => slice;
    },
    interval: () => (follow ? FOLLOW_INTERVAL : undefined),
  }));

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
      poller.update(before => joined(where, before, slice));
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

function joined(where: 'before' | 'after', known: LogSlice, slice: LogSlice): LogSlice {
  if (where === 'before') {
    const lines = [...slice.lines, ...known.lines];
    return {
      ...known,
      firstLine: slice.firstLine,
      lines: lines.slice(0, MOST),
      more: known.more || lines.length > MOST,
    };
  }
  const lines = [...known.lines, ...slice.lines];
  const dropped = Math.max(0, lines.length - MOST);
  return { ...slice, firstLine: known.firstLine + dropped, lines: lines.slice(dropped) };
}

/** Where a text is in a log. */
export interface LogSearch {
  /** Numbers of the lines that hold the text, from 1. */
  matches: number[];
  /** Lines looked at so far. */
  searched: number;
  searching: boolean;
}

const SEARCH_PAGE = 5_000;
const MOST_MATCHES = 1_000;

/** Looks through the whole log, page by page, for the lines that hold a text; upper and lower case are alike. */
export function useLogSearch(pipeline: CompoundEntityRef, log: LogRef, text: string): LogSearch {
  const api = useApi(dataPipelinesApiRef);
  const [found, setFound] = useState<LogSearch>({ matches: [], searched: 0, searching: false });
  const key = `${stringifyEntityRef(pipeline)} ${Object.values(log).join(' ')}`;
  const search = useCallback(
    async (wanted: string, signal: AbortSignal) => {
      let from = 1;
      const matches: number[] = [];
      for (;;) {
        const slice = await api.readLog(pipeline, log, { from, limit: SEARCH_PAGE }, signal);
        if (signal.aborted) return;
        slice.lines.forEach((line, index) => {
          if (line.toLocaleLowerCase().includes(wanted)) matches.push(slice.firstLine + index);
        });
        from = slice.firstLine + slice.lines.length;
        const done = !slice.more || slice.lines.length === 0 || matches.length >= MOST_MATCHES;
        setFound({ matches: [...matches], searched: from - 1, searching: !done });
        if (done) return;
      }
    },
    // The key stands for the log.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [api, key],
  );
  useEffect(() => {
    const wanted = text.trim().toLocaleLowerCase();
    setFound({ matches: [], searched: 0, searching: wanted !== '' });
    if (!wanted) return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      search(wanted, controller.signal).catch(() =>
        setFound(before => ({ ...before, searching: false })),
      );
    }, 300);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [search, text]);
  return found;
}
