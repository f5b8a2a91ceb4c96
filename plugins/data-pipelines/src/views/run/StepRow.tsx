import { CSSProperties, ReactNode, useId } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { VisuallyHidden } from '@backstage/ui';
import { RiArrowRightSLine } from '@remixicon/react';
import { Step } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { Duration, formatDuration, formatExact, StepStatusMark, useLocale } from '../parts';
import parts from '../parts/parts.module.css';
import { StepDetail } from './StepDetail';
import styles from './run.module.css';

/** What the rows of steps have in common. */
export interface StepRowsProps {
  depth: number;
  /** Start of the run, from which steps are counted. */
  runStart: string;
  /** Ids of the steps that are open. */
  open: ReadonlySet<string>;
  onToggle(id: string): void;
  /** Where the console shows what a step called. */
  linkOf?(step: Step): string | undefined;
}

/** One step as a row that opens; the steps within it are rows under it. */
export function StepRow(props: StepRowsProps & { step: Step; children?: ReactNode }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const panel = useId();
  const { step } = props;
  const open = props.open.has(step.id);
  const after = Date.parse(step.startedAt) - Date.parse(props.runStart);
  const offset = after < 50 ? 0 : after;
  return (
    <li>
      <button
        type="button"
        className={styles.step}
        style={{ '--depth': props.depth } as CSSProperties}
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => props.onToggle(step.id)}
      >
        <span className={styles.stepName}>
          <RiArrowRightSLine aria-hidden className={open ? styles.chevronOpen : styles.chevron} />
          <span className={styles.stepText}>
            <span className={styles.stepTitle}>
              {step.name}
              {step.iteration !== undefined && ` #${step.iteration}`}
            </span>
            <Remark step={step} />
          </span>
        </span>
        <span className={styles.stepStatus}>
          <StepStatusMark status={step.status} />
        </span>
        <span
          className={styles.stepStarted}
          title={formatExact(Date.parse(step.startedAt), locale)}
        >
          <VisuallyHidden>{t('steps.columnStarted')} </VisuallyHidden>+{formatDuration(offset)}
        </span>
        <span className={styles.stepDuration}>
          <VisuallyHidden>{t('steps.columnDuration')} </VisuallyHidden>
          {step.endedAt || step.status === 'running' ? (
            <Duration from={step.startedAt} to={step.endedAt} />
          ) : (
            '–'
          )}
        </span>
      </button>
      <div id={panel} hidden={!open} className={styles.detail}>
        {open && <StepDetail step={step} href={props.linkOf?.(step)} />}
      </div>
      {props.children}
    </li>
  );
}

/** What is worth a word beside the name: more than one try, items of a Map. */
function Remark({ step }: { step: Step }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { items, tries } = step;
  const words = [
    tries.length > 1 && t('steps.tries', { count: tries.length }),
    items &&
      t('steps.items', {
        done: String(items.succeeded + items.failed),
        total: String(items.total),
      }),
    items && items.failed > 0 && t('steps.itemsFailed', { failed: String(items.failed) }),
  ].filter(Boolean);
  return words.length > 0 ? (
    <span className={`${parts.faint} ${styles.remark}`}>{words.join(', ')}</span>
  ) : null;
}
