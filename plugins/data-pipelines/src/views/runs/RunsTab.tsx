import { ReactNode } from 'react';
import { Route, Routes } from 'react-router-dom';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ANNOTATION_STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common';
import { RunView } from '../run';
import { RunsView } from './RunsView';
import { Unannotated } from './Unannotated';

/** The entity tab "Runs": the list, and under it the page of one run. `firstRun` is what else starts the first one. */
export function RunsTab({ firstRun }: { firstRun?: ReactNode }) {
  const { entity } = useEntity();
  if (!entity.metadata.annotations?.[ANNOTATION_STATE_MACHINE_ARN]) {
    return <Unannotated entity={entity} />;
  }
  return (
    <Routes>
      <Route path="/" element={<RunsView entity={entity} firstRun={firstRun} />} />
      <Route path="/:id" element={<RunView entity={entity} />} />
    </Routes>
  );
}
