import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiFileCopyLine,
  RiHourglassFill,
  RiLoader4Line,
  RiQuestionLine,
  RiShieldCheckLine,
  RiStopCircleFill,
  RiTimeFill,
} from '@remixicon/react';
import { JobState, Run, RunStatus, StepStatus } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { Look, Mark } from './Mark';
import { useOrdinal } from './useOrdinal';

const running: Look = { tone: 'info', Icon: RiLoader4Line, moving: true };
const succeeded: Look = { tone: 'positive', Icon: RiCheckboxCircleFill };
const failed: Look = { tone: 'negative', Icon: RiCloseCircleFill };
const timedOut: Look = { tone: 'negative', Icon: RiTimeFill };
const stopped: Look = { tone: 'neutral', Icon: RiStopCircleFill };
const waiting: Look = { tone: 'warning', Icon: RiHourglassFill };
const duplicate: Look = { tone: 'neutral', Icon: RiFileCopyLine };
const unknown: Look = { tone: 'hollow', Icon: RiQuestionLine };
const caught: Look = { tone: 'neutral', Icon: RiShieldCheckLine };

/** How each status of a run looks. */
export const RUN_LOOKS: Record<RunStatus, Look> = {
  running,
  succeeded,
  failed,
  timedOut,
  stopped,
  waiting,
  duplicate,
  unknown,
};

/** How each status of a step looks. */
export const STEP_LOOKS: Record<StepStatus, Look> = {
  running,
  succeeded,
  failed,
  stopped,
  timedOut,
  caught,
  unknown,
};

/** How each state of a Spark job looks. */
export const JOB_LOOKS: Record<JobState, Look> = {
  PENDING: waiting,
  SUBMITTED: waiting,
  RUNNING: running,
  COMPLETED: succeeded,
  FAILED: failed,
  CANCEL_PENDING: stopped,
  CANCELLED: stopped,
  UNKNOWN: unknown,
};

/** A run's status, with the number of the try when it was redriven. */
export function RunStatusMark(props: {
  run: Pick<Run, 'status' | 'redriveCount'>;
  size?: 'large';
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const ordinal = useOrdinal();
  const { status, redriveCount } = props.run;
  // A newer backend may say more than this version knows.
  const known = status in RUN_LOOKS ? status : 'unknown';
  const word = t(`status.${known}`);
  return (
    <Mark
      look={RUN_LOOKS[known]}
      size={props.size}
      word={
        redriveCount > 0
          ? t('status.redriven', { status: word, number: ordinal(redriveCount + 1) })
          : word
      }
    />
  );
}

/** A step's status. */
export function StepStatusMark(props: { status: StepStatus }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const known = props.status in STEP_LOOKS ? props.status : 'unknown';
  return <Mark look={STEP_LOOKS[known]} word={t(`stepStatus.${known}`)} />;
}

/** A Spark job's state; quiet beside the run's own. */
export function JobStateMark(props: { state: JobState; size?: 'quiet' }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const known = props.state in JOB_LOOKS ? props.state : 'UNKNOWN';
  return <Mark look={JOB_LOOKS[known]} word={t(`jobState.${known}`)} size={props.size} />;
}
