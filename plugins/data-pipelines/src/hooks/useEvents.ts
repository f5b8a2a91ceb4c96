import { useEffect, useRef } from 'react';
import { CompoundEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { RunDetail, RunEvent, RunEventPage } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api';
import { LIVE_INTERVAL } from './intervals';
import { Pages, usePages } from './usePages';

const PAGE = 500;
/** AWS may tell that a run has ended before its history says so; this long (ms) the end is looked for. */
const LATE = 60_000;

/**
 * The history of a run, page by page. Each time that the run was looked at anew its new events are put
 * behind those known: a history only grows, in a redrive too.
 */
export function useEvents(
  pipeline: CompoundEntityRef,
  run: RunDetail,
  steps: boolean,
): Pages<RunEvent, RunEventPage> {
  const api = useApi(dataPipelinesApiRef);
  const pages = usePages<RunEvent, RunEventPage>(
    `${stringifyEntityRef(pipeline)} ${run.id} ${steps}`,
    (cursor, signal) =>
      api.listEvents(pipeline, run.id, { ...(steps && { steps }), cursor, limit: PAGE }, signal),
    ({ id }) => String(id),
  );

  const { loading, complete, loadOn } = pages;
  const looked = useRef(run);
  useEffect(() => {
    if (loading || !complete || looked.current === run) return;
    looked.current = run;
    loadOn();
    // `loadOn` is new with each page.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [run, loading, complete]);

  const late = complete && lacksItsEnd(run, pages.items.at(-1));
  useEffect(() => {
    if (loading || !late) return undefined;
    const timer = setTimeout(loadOn, LIVE_INTERVAL);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [loading, late]);
  return pages;
}

function lacksItsEnd({ endedAt }: RunDetail, last: RunEvent | undefined): boolean {
  if (!endedAt || /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(last?.type ?? ''))
    return false;
  return Date.now() - Date.parse(endedAt) < LATE;
}
