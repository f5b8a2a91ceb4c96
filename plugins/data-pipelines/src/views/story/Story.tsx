import { Entity } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import {
  RiCheckboxCircleFill,
  RiCircleLine,
  RiCloseCircleFill,
  RiIndeterminateCircleLine,
  RiLoader4Line,
  RiMailSendLine,
  RiStopCircleFill,
} from '@remixicon/react';
import { ANNOTATION_INSTANCE, RunDetail } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { useConsole } from '../console';
import { ClockTime, formatNumber, Look, Panel, useLocale } from '../parts';
import parts from '../parts/parts.module.css';
import { Station, storyOf } from './storyOf';
import styles from './story.module.css';

const LOOKS: Record<Station['state'], { Icon: Look['Icon']; tone: string }> = {
  done: { Icon: RiCheckboxCircleFill, tone: parts.positive },
  going: { Icon: RiLoader4Line, tone: parts.info },
  failed: { Icon: RiCloseCircleFill, tone: parts.negative },
  stopped: { Icon: RiStopCircleFill, tone: parts.neutral },
  ahead: { Icon: RiCircleLine, tone: parts.neutral },
  never: { Icon: RiIndeterminateCircleLine, tone: parts.neutral },
  mailed: { Icon: RiMailSendLine, tone: parts.neutral },
};

/** The file's way through the pipeline: each station with its time and the way to it. */
export function Story(props: {
  run: RunDetail;
  entity: Entity;
  /** Shows a step. */
  onStep(name: string): void;
  /** Shows the job. */
  onJob(): void;
  /** Shows the event, which is the run's input. */
  onEvent(): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { run, entity } = props;
  // What came about by the template has the rule that mails failures; another state machine may have none.
  const stations = storyOf(run, entity.metadata.annotations?.[ANNOTATION_INSTANCE] !== undefined);
  return (
    <Panel title={t('story.title')}>
      <ol className={styles.story}>
        {stations.map(station => {
          const { Icon, tone } = LOOKS[station.state];
          const quiet = station.state === 'ahead' || station.state === 'never';
          return (
            <li key={station.id} className={quiet ? styles.quietStation : styles.station}>
              <span className={`${styles.stationIcon} ${tone}`}>
                <Icon aria-hidden className={station.state === 'going' ? parts.spin : undefined} />
              </span>
              <span className={styles.stationName}>{t(`story.${station.id}`)}</span>
              <span className={styles.stationState}>
                <Said station={station} startedAt={props.run.startedAt} />
              </span>
              <Way {...props} station={station} />
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

function Said({ station, startedAt }: { station: Station; startedAt: string }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { state, id, from, at, words } = station;
  if (state === 'done' && id === 'rows') {
    return (
      <>
        {t('story.rowCount', {
          count: Number(words.rows),
          number: formatNumber(Number(words.rows), locale),
        })}
        {at && (
          <>
            , <ClockTime time={at} beside={startedAt} />
          </>
        )}
      </>
    );
  }
  if (at && state !== 'ahead' && state !== 'never') {
    return (
      <>
        {state === 'failed' && `${t('story.stateFailed')}, `}
        {state === 'stopped' && `${t('story.stateStopped')}, `}
        {from && (
          <>
            <ClockTime time={from} beside={startedAt} /> –{' '}
          </>
        )}
        <ClockTime time={at} beside={startedAt} />
      </>
    );
  }
  if (from && state === 'going') {
    return (
      <>
        {t('story.since')} <ClockTime time={from} beside={startedAt} />
      </>
    );
  }
  if (state === 'mailed')
    return <span title={t('story.mailedHint')}>{t('story.stateMailed')}</span>;
  return <>{t(`story.state${state[0].toUpperCase()}${state.slice(1)}` as 'story.stateDone')}</>;
}

/** The link or button that leads to what the station is about. */
function Way(props: {
  station: Station;
  entity: Entity;
  run: RunDetail;
  onStep(name: string): void;
  onJob(): void;
  onEvent(): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const aws = useConsole(props.entity);
  const { id, step, object, jobId } = props.station;
  if (object && aws) {
    return (
      <Link href={aws.object(object)} target="_blank" className={styles.way}>
        {t('story.toObject')}
      </Link>
    );
  }
  if (id === 'run' && aws) {
    return (
      <Link href={aws.execution(props.run)} target="_blank" className={styles.way}>
        {t('story.toExecution')}
      </Link>
    );
  }
  if (id === 'event' && props.run.input !== undefined) {
    return (
      <button type="button" className={styles.way} onClick={props.onEvent}>
        {t('story.toEvent')}
      </button>
    );
  }
  if (jobId) {
    return (
      <button type="button" className={styles.way} onClick={props.onJob}>
        {t('story.toJob')}
      </button>
    );
  }
  if (step) {
    return (
      <button type="button" className={styles.way} onClick={() => props.onStep(step)}>
        {t('story.toStep', { step })}
      </button>
    );
  }
  return null;
}
