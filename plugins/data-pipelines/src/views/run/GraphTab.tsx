import { ReactNode, Suspense } from 'react';
import { CompoundEntityRef } from '@backstage/catalog-model';
import { RunDetail } from 'backstage-plugin-data-pipelines-common';
import { Bone } from '../parts';
import { LazyGraphPanel } from '../graph';
import styles from './run.module.css';

/** The graph, and beside it the step that was chosen in it. */
export function GraphTab(props: {
  pipeline: CompoundEntityRef;
  run: RunDetail;
  step?: string;
  onStep(name: string | undefined): void;
  /** The chosen step, beside the graph. */
  aside: ReactNode;
}) {
  const { run, step, onStep } = props;
  return (
    <div className={step ? styles.withAside : styles.alone}>
      <Suspense fallback={<Bone width="100%" height="24rem" />}>
        <LazyGraphPanel
          pipeline={props.pipeline}
          run={run}
          selected={step}
          onSelect={name => onStep(name === step ? undefined : name)}
        />
      </Suspense>
      {props.aside}
    </div>
  );
}
