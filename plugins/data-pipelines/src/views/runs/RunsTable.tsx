import { useResolvedPath } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Column, Row, TableBody, TableHeader, TableRoot, VisuallyHidden } from '@backstage/ui';
import { Run, RunAction } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { May, useFilterSearch } from '../../hooks';
import { AwsConsole } from '../console';
import { useWidth } from '../parts';
import { DurationCell, JobCell, ObjectCell, RunCell, StartedCell, StatusCell } from './cells';
import { MenuCell } from './RunMenu';
import styles from './runs.module.css';

/** Below this many px all of a run goes into one cell. */
const NARROW = 640;
/** Below this many px the duration has no column of its own either. */
const SLIM = 420;
/** Below this many px there is no column for the Spark job. */
const TIGHT = 900;

interface RunColumn {
  id: string;
  name: string;
  className: string | undefined;
}

/** The runs as rows; each opens its run's page. Fewer columns where there is less room. */
export function RunsTable(props: {
  runs: Run[];
  median?: number;
  may: May;
  aws?: AwsConsole;
  /** Ids of the chosen runs; left out where nothing can be done to several. */
  selected?: ReadonlySet<string>;
  onSelect?(ids: ReadonlySet<string>): void;
  onAction(run: Run, action: RunAction): void;
}) {
  const { runs, median, may, aws, selected, onSelect, onAction } = props;
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const base = useResolvedPath('.').pathname.replace(/\/$/, '');
  const filter = useFilterSearch();
  const [ref, width = Infinity] = useWidth();
  const narrow = width < NARROW;
  const slim = width < SLIM;
  const tight = width < TIGHT;

  const columns: RunColumn[] = narrow
    ? [
        { id: 'run', name: t('runs.columnRun'), className: undefined },
        ...(slim
          ? []
          : [
              {
                id: 'duration',
                name: t('runs.columnDuration'),
                className: styles.narrowDuration,
              },
            ]),
        { id: 'menu', name: t('runs.columnMenu'), className: styles.menu },
      ]
    : [
        { id: 'status', name: t('runs.columnStatus'), className: styles.status },
        { id: 'object', name: t('runs.columnObject'), className: undefined },
        { id: 'started', name: t('runs.columnStarted'), className: styles.started },
        { id: 'duration', name: t('runs.columnDuration'), className: styles.duration },
        ...(tight ? [] : [{ id: 'job', name: t('runs.columnJob'), className: styles.jobColumn }]),
        { id: 'menu', name: t('runs.columnMenu'), className: styles.menu },
      ];
  const header = narrow ? 'run' : 'object';

  return (
    <div ref={ref} className={styles.tableBox}>
      <TableRoot
        aria-label={t('runs.title')}
        {...(selected && {
          selectionMode: 'multiple' as const,
          selectionBehavior: 'toggle' as const,
          selectedKeys: selected,
          onSelectionChange: keys =>
            onSelect?.(
              keys === 'all' ? new Set(runs.map(({ id }) => id)) : new Set([...keys].map(String)),
            ),
        })}
      >
        <TableHeader columns={columns}>
          {column => (
            <Column id={column.id} className={column.className} isRowHeader={column.id === header}>
              {column.id === 'menu' ? <VisuallyHidden>{column.name}</VisuallyHidden> : column.name}
            </Column>
          )}
        </TableHeader>
        <TableBody
          items={runs}
          dependencies={[median, narrow, slim, tight, base, filter, may, aws]}
        >
          {run => {
            const page = `${base}/${encodeURIComponent(run.id)}`;
            const href = page + filter;
            return (
              <Row id={run.id} href={href} columns={columns}>
                {(column: RunColumn) => {
                  switch (column.id) {
                    case 'run':
                      return <RunCell run={run} href={href} duration={slim} />;
                    case 'status':
                      return <StatusCell run={run} job={tight} />;
                    case 'object':
                      return <ObjectCell run={run} href={href} />;
                    case 'started':
                      return <StartedCell run={run} />;
                    case 'duration':
                      return <DurationCell run={run} median={median} />;
                    case 'menu':
                      return (
                        <MenuCell run={run} href={page} may={may} aws={aws} onAction={onAction} />
                      );
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
