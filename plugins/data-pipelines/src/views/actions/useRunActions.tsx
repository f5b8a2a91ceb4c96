import { ReactNode, useState } from 'react';
import { Entity, getCompoundEntityRef } from '@backstage/catalog-model';
import { Run, RunAction, RunActionState } from 'backstage-plugin-data-pipelines-common';
import { isGoingOn, May } from '../../hooks';
import { RunActionDialog } from './RunActionDialog';

const ACTIONS: RunAction[] = ['redrive', 'rerun', 'stop'];

/** What a person may do to a run, and whether it can be done now. */
export interface RunActionChoice extends RunActionState {
  action: RunAction;
}

/**
 * The actions that the permissions give, each with whether it is possible; the list of runs does not know
 * what AWS allows, so there a status that makes sense counts and the backend has the last word.
 */
export function choicesOf(
  run: Run & { actions?: Record<RunAction, RunActionState> },
  may: May,
): RunActionChoice[] {
  const allowed = { redrive: may.redrive, rerun: may.start, stop: may.stop };
  return ACTIONS.filter(action => allowed[action]).map(action => ({
    action,
    ...(run.actions?.[action] ?? { possible: makesSense(action, run) }),
  }));
}

function makesSense(action: RunAction, run: Run): boolean {
  if (action === 'stop') return isGoingOn(run);
  if (action === 'rerun') return !isGoingOn(run) && run.trigger !== undefined;
  return run.status === 'failed' || run.status === 'timedOut' || run.status === 'stopped';
}

/** Opens the dialog of an action, which `dialog` then is. */
export function useRunActionDialog(entity: Entity, onDone: (runId: string, run: Run) => void) {
  const [open, setOpen] = useState<{ run: Run; action: RunAction; note?: string }>();
  const dialog: ReactNode = open && (
    <RunActionDialog
      {...open}
      pipeline={getCompoundEntityRef(entity)}
      onClose={() => setOpen(undefined)}
      onDone={runId => {
        setOpen(undefined);
        onDone(runId, open.run);
      }}
    />
  );
  return { ask: setOpen, dialog };
}
