import { useMemo } from 'react';
import { useResolvedPath } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Column, Row, TableBody, TableHeader, TableRoot } from '@backstage/ui';
import { Run } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { useWidth } from '../parts';
import { medianOf } from './medianOf';
import { DurationCell, JobCell, ObjectCell, RunCell, StartedCell, StatusCell } from './cells';
import styles from './runs.module.css';

/** Below this many px all of a run goes into one cell. */
const NARROW = 640;
/** Below this many px there is no column for the Spark job. */
const TIGHT = 900;

interface RunColumn {
  id: string;
  name: string;
  className: string | undefined;
}

/** The runs as rows; each opens its run's page. Fewer columns where there is less room. */
export function RunsTable({ runs }: { runs: Run[] }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const base = useResolvedPath('.').pathname.replace(/\/$/, '');
  const median = useMemo(() => medianOf(runs), [runs]);
  const [ref, width = Infinity] = useWidth();
  const narrow = width < NARROW;
  const tight = width < TIGHT;

  const columns: RunColumn[] = narrow
    ? [
        { id: 'run', name: t('runs.columnRun'), className: undefined },
        { id: 'duration', name: t('runs.columnDuration'), className: styles.narrowDuration },
      ]
    : [
        { id: 'status', name: t('runs.columnStatus'), className: styles.status },
        { id: 'object', name: t('runs.columnObject'), className: undefined },
        { id: 'started', name: t('runs.columnStarted'), className: styles.started },
        { id: 'duration', name: t('runs.columnDuration'), className: styles.duration },
        ...(tight ? [] : [{ id: 'job', name: t('runs.columnJob'), className: styles.job }]),
      ];
  const header = narrow ? 'run' : 'object';

  return (
    <div ref={ref} className={styles.tableBox}>
      <TableRoot aria-label={t('runs.title')}>
        <TableHeader columns={columns}>
          {column => (
            <Column id={column.id} className={column.className} isRowHeader={column.id === header}>
              {column.name}
            </Column>
          )}
        </TableHeader>
        <TableBody items={runs} dependencies={[median, narrow, tight, base]}>
          {run => {
            const href = `${base}/${encodeURIComponent(run.id)}`;
            return (
              <Row id={run.id} href={href} columns={columns}>
                {(column: RunColumn) => {
                  switch (column.id) {
                    case 'run':
                      return <RunCell run={run} href={href} />;
                    case 'status':
                      return <StatusCell run={run} />;
                    case 'object':
                      return <ObjectCell run={run} href={href} />;
                    case 'started':
                      return <StartedCell run={run} />;
                    case 'duration':
                      return <DurationCell run={run} median={median} />;
                    default:
                      return <JobCell run={run} />;
                  }
                }}
              </Row>
            );
          }}
        </TableBody>
      </TableRoot>
    </div>
  );
}
