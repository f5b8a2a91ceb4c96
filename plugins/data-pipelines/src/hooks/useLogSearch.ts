import { useCallback, useEffect, useState } from 'react';
import { CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { dataPipelinesApiRef, LogRef } from '../api';

/** Where a text is in a log, as far as is known. */
interface Found {
  /** Numbers of the lines that hold the text, from 1. */
  matches: number[];
  searching: boolean;
  /** Why the log was not searched to its end. */
  error?: Error;
}

/** What {@link useLogSearch} has found, and the way to search again. */
export interface LogSearch extends Found {
  again(): void;
}

const SEARCH_PAGE = 5_000;
const MOST_MATCHES = 1_000;

/** Looks through the whole log, page by page, for the lines that hold a text; upper and lower case are alike. */
export function useLogSearch(pipeline: CompoundEntityRef, log: LogRef, text: string): LogSearch {
  const api = useApi(dataPipelinesApiRef);
  const [found, setFound] = useState<Found>({ matches: [], searching: false });
  const [asked, setAsked] = useState(0);
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
        setFound({ matches: [...matches], searching: !done });
        if (done) return;
      }
    },
    // The key stands for the log.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [api, key],
  );
  useEffect(() => {
    const wanted = text.trim().toLocaleLowerCase();
    setFound({ matches: [], searching: wanted !== '' });
    if (!wanted) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(async () => {
      try {
        await search(wanted, signal);
      } catch (error) {
        // One that was given up must not speak for the next.
        if (!signal.aborted) {
          setFound(before => ({ ...before, searching: false, error: error as Error }));
        }
      }
    }, 300);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [search, text, asked]);
  return { ...found, again: () => setAsked(count => count + 1) };
}
