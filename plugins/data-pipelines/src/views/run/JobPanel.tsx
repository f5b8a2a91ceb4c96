import { Entity, getCompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, ButtonLink, Text } from '@backstage/ui';
import { RiExternalLinkLine } from '@remixicon/react';
import { Job, Pod, RunDetail, sizingOf, StepTry } from 'backstage-plugin-data-pipelines-common';
import { isGoingOn, useAction, useDataPipelines } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { useConsole } from '../console';
import {
  CodeBlock,
  Duration,
  ExactTime,
  Fact,
  Facts,
  formatNumber,
  JobStateMark,
  Panel,
  sentenceOf,
  useLocale,
} from '../parts';
import parts from '../parts/parts.module.css';
import styles from './run.module.css';

/** The Spark jobs of a run, the last one first. */
export function JobPanel({ run, entity }: { run: RunDetail; entity: Entity }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const jobs = [...run.jobs].reverse();
  return (
    <Panel title={jobs.length > 1 ? t('job.titleMany') : t('job.title')}>
      {jobs.length === 0 && (
        <Text as="p" className={parts.faint}>
          {isGoingOn(run) ? t('job.none') : t('job.noneEver')}
        </Text>
      )}
      {jobs.map(job => (
        <JobFacts key={job.id} job={job} run={run} entity={entity} />
      ))}
    </Panel>
  );
}

const REASONS = [
  'USER_ERROR',
  'INTERNAL_ERROR',
  'VALIDATION_ERROR',
  'CLUSTER_UNAVAILABLE',
] as const;

function JobFacts({ job, run, entity }: { job: Job; run: RunDetail; entity: Entity }) {
  // The sentence that stands above on the page already.
  const said = run.error?.message;
  const tries = run.steps.find(({ jobId }) => jobId === job.id)?.tries;
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { driver, executor, executors, other } = sizingOf(job.sparkSubmitParameters);
  const reason = REASONS.find(known => known === job.failureReason);
  const pod = ({ cores, memory }: Pod) => t('job.pod', { count: cores, memory });
  const what = (name: string) => t('job.what', { name });
  return (
    <div className={styles.job}>
      <Facts>
        <Fact name={t('job.state')}>
          <JobStateMark state={job.state} />
        </Fact>
        {job.stateDetails && job.stateDetails !== said && (
          <Fact name={t('job.details')}>{job.stateDetails}</Fact>
        )}
        {job.failureReason && (
          <Fact name={t('job.reason')}>
            {reason ? t(`job.reason${reason}`) : job.failureReason}
          </Fact>
        )}
        {job.createdAt && (
          <>
            <Fact name={t('job.started')}>
              <ExactTime time={job.createdAt} />
            </Fact>
            <Fact name={t('job.took')}>
              <Duration from={job.createdAt} to={job.finishedAt} />
            </Fact>
          </>
        )}
        {job.states && job.states.length > 1 && (
          <Fact name={t('job.states')}>
            <ol className={styles.states}>
              {job.states.map(({ state, since }, index) => (
                <li key={since + state}>
                  {t(`jobState.${state}`)}
                  {job.states![index + 1] && (
                    <span className={parts.faint}>
                      {' '}
                      <Duration from={since} to={job.states![index + 1].since} />
                    </span>
                  )}
                </li>
              ))}
            </ol>
          </Fact>
        )}
        {tries && (
          <Fact name={t('job.retries')}>
            {tries.length > 1 ? <Retries tries={tries} /> : t('job.noRetries')}
          </Fact>
        )}
        {driver && <Fact name={t('job.driver')}>{pod(driver)}</Fact>}
        {executor && (
          <Fact name={t('job.executors')}>
            {executors ? t('job.pods', { number: executors, pod: pod(executor) }) : pod(executor)}
          </Fact>
        )}
        {job.releaseLabel && <Fact name={t('job.release')}>{job.releaseLabel}</Fact>}
        {job.entryPoint && (
          <Fact name={t('job.script')} copy={job.entryPoint} what={what(t('job.script'))} mono>
            {job.entryPoint}
          </Fact>
        )}
        {job.logUri && (
          <Fact name={t('job.log')} copy={job.logUri} what={what(t('job.log'))} mono>
            {job.logUri}
          </Fact>
        )}
        <Fact name={t('job.id')} copy={job.arn ?? job.id} what={what(t('job.id'))} mono>
          {job.id}
        </Fact>
        <Fact name={t('job.cluster')} mono>
          {job.virtualClusterId}
        </Fact>
      </Facts>
      <JobLinks job={job} run={run} entity={entity} />
      {job.arguments && job.arguments.length > 0 && (
        <details>
          <summary className={styles.summary}>{t('job.arguments')}</summary>
          <CodeBlock text={argumentLines(job.arguments)} what={t('job.arguments')} />
        </details>
      )}
      {other.length > 0 && (
        <details>
          <summary className={styles.summary}>{t('job.conf')}</summary>
          <CodeBlock text={other.join('\n')} what={t('job.conf')} />
        </details>
      )}
    </div>
  );
}

/** How often its step was tried again, and after what. */
function Retries({ tries }: { tries: StepTry[] }) {
  const locale = useLocale();
  return (
    <>
      {formatNumber(tries.length - 1, locale)}
      {tries.slice(0, -1).map(
        ({ startedAt, error }) =>
          error && (
            <div key={startedAt} className={parts.faint}>
              {error.name}: {error.message}
            </div>
          ),
      )}
    </>
  );
}

/** The ways out: Spark's own history pages, and the console. */
function JobLinks({ job, run, entity }: { job: Job; run: RunDetail; entity: Entity }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const api = useDataPipelines();
  const aws = useConsole(entity);
  // The address lives for minutes, so it is asked for when somebody wants to go there.
  const history = useAction(async () => {
    const url = await api.getSparkHistory(getCompoundEntityRef(entity), run.id, job.id);
    window.open(url, '_blank', 'noopener');
  });
  return (
    <>
      <div className={styles.remedies}>
        <Button
          size="small"
          variant="secondary"
          iconEnd={<RiExternalLinkLine aria-hidden />}
          isPending={history.running}
          onPress={() => history.run()}
        >
          {t('job.history')}
        </Button>
        {aws && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={aws.job(job)}
            target="_blank"
            iconEnd={<RiExternalLinkLine aria-hidden />}
          >
            {t('actions.openInAws')}
          </ButtonLink>
        )}
      </div>
      {history.error && (
        <Alert
          role="alert"
          status="warning"
          icon
          title={t('job.noHistory')}
          description={sentenceOf(history.error)}
        />
      )}
    </>
  );
}

/** An option and its value share a line. */
function argumentLines(values: string[]): string {
  return values.reduce((text, value, index) => {
    if (index === 0) return value;
    const joins = values[index - 1].startsWith('--') && !value.startsWith('--');
    return `${text}${joins ? ' ' : '\n'}${value}`;
  }, '');
}
