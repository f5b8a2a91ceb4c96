import { Entity, getCompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Text } from '@backstage/ui';
import { RiExternalLinkLine, RiFileTextLine } from '@remixicon/react';
import { Diagnosis, RunDetail } from 'backstage-plugin-data-pipelines-common';
import { statusOf, useDiagnosis, useMay } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { choicesOf, useRunActionDialog } from '../actions';
import { useConsole } from '../console';
import { Bone, CodeBlock, Panel } from '../parts';
import parts from '../parts/parts.module.css';
import { Failure, reportOf } from './Failure';
import { LogPlace } from '../log';
import styles from './run.module.css';

/** Why a run ended badly and what to do about it, above all else; nothing when it did not. */
export function WhyItFailed(props: {
  run: RunDetail;
  entity: Entity;
  onLog(place: LogPlace): void;
  /** Called with the run that goes on from now. */
  onDone(runId: string): void;
}) {
  const { run, entity } = props;
  if (run.status === 'stopped') return <Failure run={run} entity={entity} />;
  if (run.status !== 'failed' && run.status !== 'timedOut') return null;
  return <Diagnosed {...props} />;
}

function Diagnosed(props: {
  run: RunDetail;
  entity: Entity;
  onLog(place: LogPlace): void;
  /** Called with the run that goes on from now. */
  onDone(runId: string): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { run, entity } = props;
  const diagnosis = useDiagnosis(getCompoundEntityRef(entity), run);
  const { data, error } = diagnosis;
  // What Step Functions itself says is there at once, and all there is where nothing more can be had.
  if (error && (statusOf(error) === 404 || !diagnosis.retrying)) {
    return <Failure run={run} entity={entity} />;
  }
  return (
    <Panel
      title={t(run.status === 'timedOut' ? 'failure.timedOut' : 'failure.failed')}
      className={styles.failed}
    >
      <Reason run={run} sentence={data?.sentence ?? run.error?.message} />
      {data ? (
        <Explained {...props} diagnosis={data} />
      ) : (
        <Bone width="min(46rem, 100%)" height="5rem" />
      )}
    </Panel>
  );
}

function Reason({ run, sentence }: { run: RunDetail; sentence: string | undefined }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <Text as="p" variant="body-large" className={styles.reason}>
      {run.error?.step && <strong>{t('failure.step', { step: run.error.step })}: </strong>}
      {sentence || t('failure.noReason')}
    </Text>
  );
}

function Explained(props: {
  run: RunDetail;
  entity: Entity;
  diagnosis: Diagnosis;
  onLog(place: LogPlace): void;
  /** Called with the run that goes on from now. */
  onDone(runId: string): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { run, entity, diagnosis, onLog } = props;
  const { excerpt, error, hint, cause } = diagnosis;
  const may = useMay(entity);
  const aws = useConsole(entity);
  const { ask, dialog } = useRunActionDialog(entity, props.onDone);
  const choice = choicesOf(run, may).find(
    ({ action, possible }) => possible && action === diagnosis.action,
  );
  const report = error && reportOf(error.name, error.cause);
  const end = excerpt && excerpt.firstLine + excerpt.lines.length - 1;
  return (
    <>
      {excerpt && excerpt.lines.length > 0 && (
        <figure className={styles.excerpt}>
          <CodeBlock text={excerpt.lines.join('\n')} what={t('failure.excerptWhat')} />
          <figcaption className={parts.faint}>
            {t('failure.excerptFrom', {
              stream: excerpt.stream,
              first: String(excerpt.firstLine),
              last: String(end),
            })}
          </figcaption>
        </figure>
      )}
      <p className={styles.hint}>
        <strong>{t(`failure.causes.${cause}`)}</strong> {hint}
      </p>
      <div className={styles.remedies}>
        {choice && (
          <Button
            variant="primary"
            size="small"
            onPress={() => ask({ run, action: choice.action, note: choice.note })}
          >
            {t(`actions.${choice.action}`)}
          </Button>
        )}
        {diagnosis.jobId && (
          <Button
            variant="secondary"
            size="small"
            iconStart={<RiFileTextLine aria-hidden />}
            onPress={() => onLog({ jobId: diagnosis.jobId, logId: excerpt?.logId, line: end })}
          >
            {t('failure.openLog')}
          </Button>
        )}
        {run.trigger && aws && (
          <ButtonLink
            variant="secondary"
            size="small"
            href={aws.object(run.trigger)}
            target="_blank"
            iconEnd={<RiExternalLinkLine aria-hidden />}
          >
            {t('failure.showFile')}
          </ButtonLink>
        )}
      </div>
      {report && (
        <details>
          <summary className={styles.summary}>{t('failure.details')}</summary>
          <CodeBlock text={report} what={t('failure.detailsWhat')} />
        </details>
      )}
      {dialog}
    </>
  );
}
