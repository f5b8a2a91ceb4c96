import { useParams, useResolvedPath } from 'react-router-dom';
import { Entity, getCompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Link } from '@backstage/ui';
import { RiArrowLeftSLine } from '@remixicon/react';
import { RunDetail } from 'backstage-plugin-data-pipelines-common';
import { statusOf, useRun } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { LoadError, StaleNotice } from '../parts';
import { Failure } from './Failure';
import { JobPanel } from './JobPanel';
import { RunData } from './RunData';
import { RunHeader } from './RunHeader';
import styles from './run.module.css';
import { RunSkeleton } from './RunSkeleton';
import { StepsPanel } from './StepsPanel';

/** The page of one run: what happened, why, and what to do. */
export function RunView({ entity }: { entity: Entity }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { id = '' } = useParams();
  const list = useResolvedPath('..').pathname;
  const run = useRun(getCompoundEntityRef(entity), id);
  const { data, error } = run;
  return (
    <div className={styles.view}>
      <Link href={list} className={styles.back} standalone>
        <RiArrowLeftSLine aria-hidden />
        {t('run.back')}
      </Link>
      <StaleNotice polled={run} onRetry={run.refresh} />
      {!data && error && statusOf(error) === 404 && (
        <Alert
          role="alert"
          status="warning"
          icon
          title={t('run.notFound', { id })}
          description={t('run.notFoundHint')}
        />
      )}
      {!data && error && statusOf(error) !== 404 && (
        <LoadError error={error} entity={entity} retrying={run.retrying} onRetry={run.refresh} />
      )}
      {!data && !error && <RunSkeleton />}
      {data && <Loaded run={data} entity={entity} />}
    </div>
  );
}

function Loaded({ run, entity }: { run: RunDetail; entity: Entity }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <>
      <RunHeader run={run} />
      {run.notices.length > 0 && (
        <Alert
          role="status"
          status="info"
          icon
          title={t('run.notices')}
          description={run.notices.map(notice => (
            <div key={notice}>{notice}</div>
          ))}
        />
      )}
      <Failure run={run} entity={entity} />
      <div className={styles.columns}>
        <StepsPanel run={run} />
        <div className={styles.side}>
          <JobPanel run={run} />
          <RunData run={run} />
        </div>
      </div>
    </>
  );
}
