import { ReactNode, useState } from 'react';
import { useNavigate, useResolvedPath } from 'react-router-dom';
import { Entity, getCompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import {
  isGoingOn,
  useFilterSearch,
  useMay,
  useRunFilter,
  useRuns,
  useStatistics,
} from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { BackfillDialog, StartDialog, useRunActionDialog } from '../actions';
import { triggerPlaceOf } from '../aws';
import { useConsole } from '../console';
import { formatExact, LoadError, Notice, StaleNotice, useLocale } from '../parts';
import { FirstRun } from './FirstRun';
import { Freshness } from './Freshness';
import { medianOf } from './medianOf';
import { MoreRuns } from './MoreRuns';
import { RunFilters } from './RunFilters';
import { RunsSentence } from './RunsSentence';
import { RunsSkeleton } from './RunsSkeleton';
import { RunsTable } from './RunsTable';
import { TrendChart } from './TrendChart';
import styles from './runs.module.css';

/** What a dialog is open for. */
type Open = { dialog: 'start' } | { dialog: 'backfill'; runIds?: string[] };

/** Most runs that one call runs again. */
const MOST_CHOSEN = 100;

/** A pipeline's runs: what they say together, then one by one. */
export function RunsView(props: {
  entity: Entity;
  /** What starts the first run besides the command. */
  firstRun?: ReactNode;
}) {
  const { entity, firstRun } = props;
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const pipeline = getCompoundEntityRef(entity);
  const [filter, changeFilter, filtered] = useRunFilter();
  const runs = useRuns(pipeline, filter);
  const statistics = useStatistics(pipeline).data;
  const may = useMay(entity);
  const aws = useConsole(entity);
  const navigate = useNavigate();
  const base = useResolvedPath('.').pathname.replace(/\/$/, '');
  const search = useFilterSearch();
  const [open, setOpen] = useState<Open>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set());
  const { data, error } = runs;
  const show = (id: string) => navigate(`${base}/${encodeURIComponent(id)}${search}`);
  const { ask, dialog } = useRunActionDialog(entity, (id, run) =>
    id === run.id ? runs.refresh() : show(id),
  );

  // The filter would only be in the way of somebody who has no run yet, or may see none.
  const empty = data?.items.length === 0 && !data.nextCursor;
  const nothingAtAll = empty && !filtered;
  const refused = error !== undefined && data === undefined;
  const median = statistics?.p50Ms ?? (data && medianOf(data.items));
  const rerunnable = (data?.items ?? []).filter(
    run => chosen.has(run.id) && run.trigger && !isGoingOn(run),
  );
  const done = () => {
    setOpen(undefined);
    setChosen(new Set());
    runs.refresh();
  };
  const starts = may.start && (
    <div className={styles.buttons}>
      <Button size="small" variant="secondary" onPress={() => setOpen({ dialog: 'start' })}>
        {t('runs.start')}
      </Button>
      <Button size="small" variant="secondary" onPress={() => setOpen({ dialog: 'backfill' })}>
        {t('runs.backfill')}
      </Button>
    </div>
  );
  return (
    <div className={styles.view}>
      <StaleNotice polled={runs} onRetry={runs.refresh} />
      {refused && (
        <LoadError error={error} entity={entity} retrying={runs.retrying} onRetry={runs.refresh} />
      )}
      {!refused && (
        <div className={styles.top}>
          <div className={styles.sentences}>
            {data && !nothingAtAll && <RunsSentence page={data} statistics={statistics} />}
            {!nothingAtAll && <Freshness runs={runs} />}
          </div>
          {!nothingAtAll && starts}
        </div>
      )}
      {data && !empty && (
        <TrendChart runs={data.items.slice(0, 100)} median={median} onOpen={show} />
      )}
      {!refused && !nothingAtAll && (
        <RunFilters filter={filter} counts={data?.counts} onChange={changeFilter} />
      )}
      {!refused && !data && <RunsSkeleton />}
      {data?.completeSince && (
        <Alert
          role="status"
          status="info"
          icon
          title={t('runs.filling', { time: formatExact(Date.parse(data.completeSince), locale) })}
        />
      )}
      {data?.notices && data.notices.length > 0 && (
        <Alert
          role="status"
          status="info"
          icon
          title={t('runs.notices')}
          description={data.notices.join(' ')}
        />
      )}
      {chosen.size > 0 && (
        <div className={styles.chosen} role="status">
          {t('runs.chosen', { count: chosen.size })}
          <Button
            size="small"
            variant="primary"
            isDisabled={rerunnable.length === 0 || rerunnable.length > MOST_CHOSEN}
            onPress={() => setOpen({ dialog: 'backfill', runIds: rerunnable.map(({ id }) => id) })}
          >
            {t('runs.rerunChosen', { count: rerunnable.length })}
          </Button>
          <Button size="small" variant="tertiary" onPress={() => setChosen(new Set())}>
            {t('runs.chooseNone')}
          </Button>
          {rerunnable.length > MOST_CHOSEN && t('runs.tooMany', { most: String(MOST_CHOSEN) })}
        </div>
      )}
      {data && !empty && (
        <>
          {data.items.length > 0 && (
            <RunsTable
              runs={data.items}
              median={median}
              may={may}
              aws={aws}
              selected={may.start ? chosen : undefined}
              onSelect={setChosen}
              onAction={(run, action) => ask({ run, action })}
            />
          )}
          <MoreRuns runs={runs} filtered={filtered} />
        </>
      )}
      {empty && filtered && (
        <Notice
          action={
            <Button
              variant="secondary"
              onPress={() => changeFilter({ status: [], range: undefined, text: '' })}
            >
              {t('runs.showAll')}
            </Button>
          }
        >
          {t('runs.noneFits')}
        </Notice>
      )}
      {nothingAtAll && (
        <>
          <FirstRun entity={entity}>{firstRun}</FirstRun>
          {starts}
        </>
      )}
      {open?.dialog === 'start' && (
        <StartDialog
          pipeline={pipeline}
          place={triggerPlaceOf(entity)}
          onClose={() => setOpen(undefined)}
          onDone={show}
        />
      )}
      {open?.dialog === 'backfill' && (
        <BackfillDialog
          pipeline={pipeline}
          runIds={open.runIds}
          place={triggerPlaceOf(entity)}
          onClose={() => setOpen(undefined)}
          onDone={done}
        />
      )}
      {dialog}
    </div>
  );
}
