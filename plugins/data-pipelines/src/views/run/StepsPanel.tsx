import { useMemo, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { RunDetail, Step } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { Panel } from '../parts';
import parts from '../parts/parts.module.css';
import { nest } from './nest';
import { StepList } from './StepList';
import styles from './run.module.css';

/** The steps in the order in which they were entered, those of a Parallel or Map under it. */
export function StepsPanel(props: {
  run: RunDetail;
  /** Where the console shows what a step called. */
  linkOf?(step: Step): string | undefined;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { run } = props;
  const tree = useMemo(() => nest(run.steps), [run.steps]);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set());
  const toggle = (id: string) =>
    setOpen(before => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <Panel title={t('steps.title')} className={styles.steps}>
      {tree.length === 0 ? (
        <Text as="p" className={parts.faint}>
          {t('steps.none')}
        </Text>
      ) : (
        <div>
          <div className={styles.stepHead} aria-hidden>
            <span>{t('steps.columnStep')}</span>
            <span>{t('steps.columnStatus')}</span>
            <span>{t('steps.columnStarted')}</span>
            <span>{t('steps.columnDuration')}</span>
          </div>
          <StepList
            nodes={tree}
            depth={0}
            runStart={run.startedAt}
            open={open}
            onToggle={toggle}
            linkOf={props.linkOf}
          />
        </div>
      )}
    </Panel>
  );
}
