import { useMemo, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { Step } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatNumber, useLocale } from '../parts';
import { StepNode } from './nest';
import { StepRow, StepRowsProps } from './StepRow';
import styles from './run.module.css';

/** Steps that are shown at a time. */
const MANY = 50;

/** The steps of a run, or those within one; of very many the bad ones first, and the others as asked for. */
export function StepList({ nodes, ...props }: StepRowsProps & { nodes: StepNode[] }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const [shown, setShown] = useState(MANY);
  const sorted = useMemo(
    () =>
      nodes.length > MANY ? [...nodes].sort((a, b) => badFirst(a.step) - badFirst(b.step)) : nodes,
    [nodes],
  );
  return (
    <>
      <ol className={styles.stepList}>
        {sorted.slice(0, shown).map(({ step, children }) => (
          <StepRow {...props} key={step.id} step={step}>
            {children.length > 0 && (
              <StepList {...props} nodes={children} depth={props.depth + 1} />
            )}
          </StepRow>
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
