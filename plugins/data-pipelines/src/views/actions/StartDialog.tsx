import { useState } from 'react';
import { CompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Checkbox, Text, TextField } from '@backstage/ui';
import { useAction, useDataPipelines } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { ConfirmDialog } from './ConfirmDialog';
import { splitAddress, useKey } from './useKey';

/** Starts a run with an object that is in the bucket already. */
export function StartDialog(props: {
  pipeline: CompoundEntityRef;
  /** Where objects lie, `s3://bucket/prefix/`. */
  place?: string;
  onClose(): void;
  onDone(runId: string): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const api = useDataPipelines();
  const [text, setText] = useState('');
  const { key, problem } = useKey(text, props.place);
  const [again, setAgain] = useState(false);
  const act = useAction(async () => api.startRun(props.pipeline, { key, again }));
  return (
    <ConfirmDialog
      title={t('actions.startTitle')}
      confirm={t('actions.start')}
      disabled={key === '' || problem !== undefined}
      action={act}
      onClose={props.onClose}
      onConfirm={async () => {
        const started = await act.run();
        if (started) props.onDone(started.runId);
      }}
    >
      <Text as="p">
        {props.place
          ? t('actions.startHint', { place: props.place })
          : t('actions.startHintUnknown')}
      </Text>
      <TextField
        label={t('actions.key')}
        description={t('actions.keyHint')}
        placeholder={`${folderOf(props.place)}yellow_tripdata_2024-05.parquet`}
        value={text}
        onChange={setText}
        isRequired
        validationBehavior="aria"
        validate={() => problem}
      />
      <Checkbox isSelected={again} onChange={setAgain}>
        {t('actions.again')}
      </Checkbox>
    </ConfirmDialog>
  );
}

function folderOf(place: string | undefined): string {
  return place ? splitAddress(place).key : 'input/';
}
