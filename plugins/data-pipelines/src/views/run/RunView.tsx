import { useNavigate, useParams, useResolvedPath } from 'react-router-dom';
import { Entity, getCompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Link, Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import { RiArrowLeftSLine } from '@remixicon/react';
import { RunDetail, Step } from 'backstage-plugin-data-pipelines-common';
import { statusOf, useFilterSearch, useRun } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { useConsole } from '../console';
import { EventsPanel } from '../events';
import { LogPanel, LogPlace } from '../log';
import { LoadError, StaleNotice } from '../parts';
import { Story } from '../story';
import { TimelinePanel } from '../timeline';
import { GraphTab } from './GraphTab';
import { JobPanel } from './JobPanel';
import { RunActions } from './RunActions';
import { RunData } from './RunData';
import { RunHeader } from './RunHeader';
import styles from './run.module.css';
import { RunSkeleton } from './RunSkeleton';
import { StepAside } from './StepAside';
import { StepsPanel } from './StepsPanel';
import { RUN_TABS, RunTab, useRunPage } from './useRunPage';
import { useStepInView } from './useStepInView';
import { WhyItFailed } from './WhyItFailed';

/** The page of one run: what happened, why, and what to do. */
export function RunView({ entity }: { entity: Entity }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { id = '' } = useParams();
  const list = useResolvedPath('..').pathname;
  const filter = useFilterSearch();
  const navigate = useNavigate();
  const run = useRun(getCompoundEntityRef(entity), id);
  const { data, error } = run;
  const goOn = (runId: string) => {
    if (runId === id) run.refresh();
    else navigate(`${list.replace(/\/$/, '')}/${encodeURIComponent(runId)}${filter}`);
  };
  return (
    <div className={styles.view}>
      <Link href={`${list}${filter}`} className={styles.back} standalone>
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
      {data && <Loaded run={data} entity={entity} onDone={goOn} />}
    </div>
  );
}

function Loaded(props: { run: RunDetail; entity: Entity; onDone(runId: string): void }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { run, entity, onDone } = props;
  const [page, change] = useRunPage();
  const pipeline = getCompoundEntityRef(entity);
  const aws = useConsole(entity);
  const linkOf = (step: Step) => aws?.called(step, run.jobs);
  const place = useStepInView(page.step);
  const aside = page.step && (
    <StepAside
      key={page.step}
      run={run}
      name={page.step}
      linkOf={linkOf}
      place={place}
      onClose={() => change({ step: undefined })}
    />
  );
  const showLog = (log: LogPlace) => change({ tab: 'log', log });
  return (
    <>
      <RunHeader
        run={run}
        entity={entity}
        actions={<RunActions run={run} entity={entity} onDone={onDone} />}
      />
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
      <WhyItFailed run={run} entity={entity} onLog={showLog} onDone={onDone} />
      <Tabs
        selectedKey={page.tab}
        onSelectionChange={key => change({ tab: key as RunTab })}
        className={styles.tabs}
      >
        <TabList aria-label={t('run.tabs')}>
          {RUN_TABS.map(tab => (
            <Tab key={tab} id={tab}>
              {t(`run.tab_${tab}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel className={styles.panel} id="graph">
          <GraphTab
            pipeline={pipeline}
            run={run}
            step={page.step}
            onStep={step => change({ step })}
            aside={aside}
          />
        </TabPanel>
        <TabPanel className={styles.panel} id="timeline">
          <div className={page.step ? styles.withAside : styles.alone}>
            <TimelinePanel
              run={run}
              selected={page.step}
              onSelect={step => change({ step: step === page.step ? undefined : step })}
            />
            {aside}
          </div>
        </TabPanel>
        <TabPanel className={styles.panel} id="steps">
          <StepsPanel run={run} linkOf={linkOf} />
        </TabPanel>
        <TabPanel className={styles.panel} id="events">
          <EventsPanel pipeline={pipeline} run={run} />
        </TabPanel>
        <TabPanel className={styles.panel} id="log">
          <LogPanel
            pipeline={pipeline}
            run={run}
            place={page.log}
            onPlace={log => change({ log })}
          />
        </TabPanel>
        <TabPanel className={styles.panel} id="job">
          <JobPanel run={run} entity={entity} />
        </TabPanel>
        <TabPanel className={styles.panel} id="data">
          <RunData run={run} />
        </TabPanel>
      </Tabs>
      <Story
        run={run}
        entity={entity}
        onStep={step => change({ tab: 'graph', step })}
        onJob={() => change({ tab: 'job' })}
        onEvent={() => change({ tab: 'data' })}
      />
    </>
  );
}
