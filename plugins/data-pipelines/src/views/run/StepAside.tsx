import { RefObject, useMemo, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, Card } from '@backstage/ui';
import { RiArrowLeftSLine, RiArrowRightSLine, RiCloseLine } from '@remixicon/react';
import { RunDetail, Step } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatNumber, Notice, StepStatusMark, useLocale } from '../parts';
import parts from '../parts/parts.module.css';
import { StepDetail } from './StepDetail';
import styles from './run.module.css';

/** All that is known of a chosen step; where it was entered more than once, one time after the other. */
export function StepAside(props: {
  run: RunDetail;
  name: string;
  /** Where the console shows what a step called. */
  linkOf?(step: Step): string | undefined;
  place?: RefObject<HTMLDivElement>;
  onClose(): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { run, name } = props;
  const steps = useMemo(() => run.steps.filter(step => step.name === name), [run.steps, name]);
  // The one that a person looks for is the one that went wrong.
  const [chosen, setChosen] = useState(() => {
    const bad = steps.findIndex(({ status }) => status === 'failed' || status === 'timedOut');
    return bad >= 0 ? bad : steps.length - 1;
  });
  const index = Math.min(Math.max(0, chosen), steps.length - 1);
  const step = steps[index];
  return (
    <Card
      ref={props.place}
      tabIndex={-1}
      role="region"
      aria-label={t('steps.aside', { name })}
      className={styles.aside}
    >
      <div className={styles.asideHead}>
        <h3 className={parts.panelTitle}>{name}</h3>
        <ButtonIcon
          size="small"
          variant="tertiary"
          icon={<RiCloseLine aria-hidden />}
          aria-label={t('steps.closeAside')}
          onPress={props.onClose}
        />
      </div>
      {steps.length > 1 && (
        <div className={styles.pager}>
          <ButtonIcon
            size="small"
            variant="secondary"
            icon={<RiArrowLeftSLine aria-hidden />}
            aria-label={t('steps.previous')}
            isDisabled={index === 0}
            onPress={() => setChosen(index - 1)}
          />
          <span role="status">
            {t('steps.time', {
              number: formatNumber(index + 1, locale),
              total: formatNumber(steps.length, locale),
            })}
          </span>
          <ButtonIcon
            size="small"
            variant="secondary"
            icon={<RiArrowRightSLine aria-hidden />}
            aria-label={t('steps.next')}
            isDisabled={index === steps.length - 1}
            onPress={() => setChosen(index + 1)}
          />
        </div>
      )}
      {step ? (
        <>
          <StepStatusMark status={step.status} />
          <StepDetail step={step} href={props.linkOf?.(step)} />
        </>
      ) : (
        <Notice>{t('steps.notEntered')}</Notice>
      )}
    </Card>
  );
}
