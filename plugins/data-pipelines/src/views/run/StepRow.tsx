import { CSSProperties, useId, useMemo, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, VisuallyHidden } from '@backstage/ui';
import { RiArrowRightSLine } from '@remixicon/react';
import { Step } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import {
  Duration,
  formatDuration,
  formatExact,
  formatNumber,
  StepStatusMark,
  useLocale,
} from '../parts';
import parts from '../parts/parts.module.css';
import { StepNode } from './nest';
import { StepDetail } from './StepDetail';
import styles from './run.module.css';

/** One step as a row that opens; the steps within it are rows under it. */
export function StepRow(props: {
  node: StepNode;
  depth: number;
  /** Start of the run, from which steps are counted. */
  runStart: string;
  open: ReadonlySet<string>;
  onToggle(id: string): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const panel = useId();
  const { step, children } = props.node;
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
        {open && <StepDetail step={step} />}
      </div>
      {children.length > 0 && <Children {...props} />}
    </li>
  );
}

/** Steps within one that are shown at a time. */
const MANY = 50;

/** The steps within a step; of very many the bad ones first, and the others as asked for. */
function Children(props: Parameters<typeof StepRow>[0]) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { children } = props.node;
  const [shown, setShown] = useState(MANY);
  const sorted = useMemo(
    () =>
      children.length > MANY
        ? [...children].sort((a, b) => badFirst(a.step) - badFirst(b.step))
        : children,
    [children],
  );
  return (
    <>
      <ol className={styles.stepList}>
        {sorted.slice(0, shown).map(child => (
          <StepRow {...props} key={child.step.id} node={child} depth={props.depth + 1} />
        ))}
      </ol>
      {sorted.length > shown && (
        <div className={styles.moreSteps}>
          <Button size="small" variant="secondary" onPress={() => setShown(shown + MANY * 4)}>
            {t('steps.more', {
              shown: formatNumber(shown, locale),
              total: formatNumber(sorted.length, locale),
            })}
          </Button>
        </div>
      )}
    </>
  );
}

function badFirst({ status }: Step): number {
  return status === 'failed' || status === 'timedOut' ? 0 : 1;
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
