import { useState } from 'react';
import { CompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text, TextField } from '@backstage/ui';
import { Run, RunAction } from 'backstage-plugin-data-pipelines-common';
import { useAction, useDataPipelines } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { splitKey } from '../parts';
import parts from '../parts/parts.module.css';
import { ConfirmDialog } from './ConfirmDialog';

/** Asks before a run is stopped, redriven or run again, and does it. */
export function RunActionDialog(props: {
  pipeline: CompoundEntityRef;
  run: Run;
  action: RunAction;
  /** What a person should know before, in the backend's words. */
  note?: string;
  onClose(): void;
  /** Called with the run that goes on from now. */
  onDone(runId: string): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const api = useDataPipelines();
  const { pipeline, run, action } = props;
  const [reason, setReason] = useState('');
  const act = useAction(async () => {
    if (action === 'stop') {
      await api.stop(pipeline, run.id, reason.trim() || undefined);
      return run.id;
    }
    const started =
      action === 'rerun' ? await api.rerun(pipeline, run.id) : await api.redrive(pipeline, run.id);
    return started.runId;
  });
  const name = run.trigger ? splitKey(run.trigger.key).file : run.id;
  return (
    <ConfirmDialog
      title={t(`actions.${action}Title`, { name })}
      confirm={t(`actions.${action}`)}
      destructive={action === 'stop'}
      action={act}
      onClose={props.onClose}
      onConfirm={async () => {
        const runId = await act.run();
        if (runId !== undefined) props.onDone(runId);
      }}
    >
      <Text as="p">{t(`actions.${action}Consequence`)}</Text>
      {props.note && (
        <Text as="p" className={parts.faint}>
          {props.note}
        </Text>
      )}
      {action === 'stop' && (
        <TextField
          label={t('actions.reason')}
          description={t('actions.reasonHint')}
          value={reason}
          onChange={setReason}
          maxLength={200}
        />
      )}
    </ConfirmDialog>
  );
}
