import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { Job, RunDetail } from 'backstage-plugin-data-pipelines-common';
import { isGoingOn } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { CodeBlock, Duration, ExactTime, Fact, Facts, JobStateMark, Panel } from '../parts';
import parts from '../parts/parts.module.css';
import { Pod, sizingOf } from './sizing';
import styles from './run.module.css';

/** The Spark jobs of a run, the last one first. */
export function JobPanel({ run }: { run: RunDetail }) {
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
        <JobFacts key={job.id} job={job} said={run.error?.message} />
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

/** `said`: the sentence that stands above on the page already. */
function JobFacts({ job, said }: { job: Job; said: string | undefined }) {
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

/** An option and its value share a line. */
function argumentLines(values: string[]): string {
  return values.reduce((text, value, index) => {
    if (index === 0) return value;
    const joins = values[index - 1].startsWith('--') && !value.startsWith('--');
    return `${text}${joins ? ' ' : '\n'}${value}`;
  }, '');
}
