import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  RiAlertFill,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiHourglassFill,
  RiQuestionLine,
} from '@remixicon/react';
import { ReadinessCheck } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { Look } from '../parts';
import parts from '../parts/parts.module.css';
import styles from './overview.module.css';

const LOOKS: Record<ReadinessCheck['state'], Look> = {
  ok: { tone: 'positive', Icon: RiCheckboxCircleFill },
  waiting: { tone: 'info', Icon: RiHourglassFill },
  todo: { tone: 'warning', Icon: RiAlertFill },
  failed: { tone: 'negative', Icon: RiCloseCircleFill },
  unknown: { tone: 'hollow', Icon: RiQuestionLine },
};

/** One open point of the checklist: what is the case, and what to do about it. */
export function Todo({ check }: { check: ReadinessCheck }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { tone, Icon } = LOOKS[check.state] ?? LOOKS.unknown;
  const details = (check.details ?? []).filter(({ state }) => state !== 'ok');
  return (
    <li className={styles.todo}>
      <span
        className={`${styles.todoIcon} ${parts[tone]}`}
        title={t(`overview.state_${check.state}`)}
      >
        <Icon aria-hidden />
      </span>
      <span className={styles.todoText}>
        <span>
          <strong>{t(`overview.check_${check.id}`)}:</strong> {check.sentence}
        </span>
        {check.remedy && <span className={parts.faint}>{check.remedy}</span>}
        {details.length > 1 && (
          <details>
            <summary className={styles.summary}>
              {t('overview.details', { count: details.length })}
            </summary>
            <ul className={styles.details}>
              {details.map(({ name, sentence }) => (
                <li key={name}>
                  <span className={parts.mono}>{name}</span>: {sentence}
                </li>
              ))}
            </ul>
          </details>
        )}
      </span>
    </li>
  );
}
