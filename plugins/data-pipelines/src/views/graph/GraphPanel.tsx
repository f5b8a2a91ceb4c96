import { useMemo } from 'react';
import { CompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { RunDetail } from 'backstage-plugin-data-pipelines-common';
import { useDefinition } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { Bone, Notice, PanelError } from '../parts';
import { flowOf } from './flow';
import { Graph } from './Graph';

/** The graph of a run, once its definition is there. */
export default function GraphPanel(props: {
  pipeline: CompoundEntityRef;
  run: RunDetail;
  /** Name of the chosen state. */
  selected?: string;
  onSelect(name: string): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const definition = useDefinition(props.pipeline, props.run.id);
  const { data, error } = definition;
  const flow = useMemo(() => (data === undefined ? undefined : flowOf(data)), [data]);
  if (flow) {
    return (
      <Graph
        flow={flow}
        steps={props.run.steps}
        selected={props.selected}
        onSelect={props.onSelect}
      />
    );
  }
  if (data !== undefined) return <Notice>{t('graph.unreadable')}</Notice>;
  if (error) {
    return <PanelError polled={definition} what={t('graph.title')} onRetry={definition.refresh} />;
  }
  return <Bone width="100%" height="24rem" />;
}
