import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Cell, Link } from '@backstage/ui';
import { Run } from 'backstage-plugin-data-pipelines-common';
import { isGoingOn } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import {
  Duration,
  JobStateMark,
  ObjectName,
  RelativeTime,
  RunStatusMark,
  splitKey,
} from '../parts';
import parts from '../parts/parts.module.css';
import { DurationBar } from './DurationBar';
import { SizeText } from './SizeText';
import styles from './runs.module.css';

/** Status of the run; with its Spark job's where that has no column. */
export function StatusCell({ run, job }: { run: Run; job: boolean }) {
  return (
    <Cell>
      <span className={styles.stack}>
        <RunStatusMark run={run} />
        {job && <JobLine run={run} />}
      </span>
    </Cell>
  );
}

/** The object that started the run, as a link to the run. */
export function ObjectCell({ run, href }: { run: Run; href: string }) {
  return (
    <Cell>
      <RunName run={run} href={href} />
    </Cell>
  );
}

/** How long ago the run started. */
export function StartedCell({ run }: { run: Run }) {
  return (
    <Cell>
      <RelativeTime time={run.startedAt} />
    </Cell>
  );
}

/** How long the run took, or has gone on for. */
export function DurationCell({ run, median }: { run: Run; median?: number }) {
  return (
    <Cell>
      <DurationBar run={run} median={median} />
    </Cell>
  );
}

/** State and size of the run's Spark job. */
export function JobCell({ run }: { run: Run }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <Cell>
      {run.job ? (
        <span className={styles.job}>
          <JobStateMark state={run.job.state} size="quiet" />
          {run.job.size && <SizeText size={run.job.size} />}
        </span>
      ) : (
        <span className={parts.faint}>
          {isGoingOn(run) ? t('runs.noJob') : t('runs.noJobEver')}
        </span>
      )}
    </Cell>
  );
}

/** All of it in one cell, for narrow windows; with the duration where that has no column. */
export function RunCell(props: { run: Run; href: string; duration: boolean }) {
  const { run, href, duration } = props;
  return (
    <Cell>
      <span className={styles.stack}>
        <RunName run={run} href={href} />
        <span className={styles.line}>
          <RunStatusMark run={run} />
          <span className={parts.faint}>
            <RelativeTime time={run.startedAt} />
            {duration && (
              <>
                {', '}
                <Duration from={run.startedAt} to={run.endedAt} />
              </>
            )}
          </span>
        </span>
        <JobLine run={run} />
      </span>
    </Cell>
  );
}

/** State of the run's Spark job where no column says whose it is. */
function JobLine({ run }: { run: Run }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  if (!run.job) return null;
  return (
    <span className={styles.jobLine}>
      <span className={parts.faint}>{t('runs.columnJob')}</span>
      <JobStateMark state={run.job.state} size="quiet" />
      {run.job.size && <SizeText size={run.job.size} />}
    </span>
  );
}

function RunName({ run, href }: { run: Run; href: string }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  if (!run.trigger) {
    return (
      <span className={parts.objectText}>
        <Link href={href} className={styles.name} standalone>
          {run.id}
        </Link>
        <span className={parts.objectPrefix}>{t('runs.byHand')}</span>
      </span>
    );
  }
  return (
    <ObjectName object={run.trigger}>
      <Link href={href} className={styles.name} standalone>
        {splitKey(run.trigger.key).file}
      </Link>
    </ObjectName>
  );
}
