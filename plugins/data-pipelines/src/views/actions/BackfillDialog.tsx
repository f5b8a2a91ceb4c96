import { useEffect, useState } from 'react';
import { CompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Checkbox, Text, TextField } from '@backstage/ui';
import { Backfill, BackfillRequest, RunStatus } from 'backstage-plugin-data-pipelines-common';
import { useAction, useDataPipelines } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { Bone, formatBytes, Notice, RunStatusMark, sentenceOf, VirtualList } from '../parts';
import parts from '../parts/parts.module.css';
import { ConfirmDialog } from './ConfirmDialog';
import { splitAddress, useKey } from './useKey';
import styles from './actions.module.css';

/** Milliseconds of quiet before a changed prefix is looked up. */
const QUIET = 500;

/** Starts a run for each object under a prefix, or for each of the chosen runs; shows first which. */
export function BackfillDialog(props: {
  pipeline: CompoundEntityRef;
  /** Runs to run again; left out: the dialog asks for a prefix. */
  runIds?: string[];
  /** Where objects lie, `s3://bucket/prefix/`; its prefix is the one to begin with. */
  place?: string;
  onClose(): void;
  /** Called once the runs are started. */
  onDone(): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const api = useDataPipelines();
  const { pipeline, runIds } = props;
  const [text, setText] = useState(splitAddress(props.place ?? '').key);
  const typed = useKey(text, props.place);
  // Who chooses runs by hand has seen that they were processed.
  const [again, setAgain] = useState(runIds !== undefined);
  const request: BackfillRequest = { ...(runIds ? { runIds } : { prefix: typed.key }), again };
  const preview = usePreview(
    pipeline,
    request,
    runIds !== undefined || (typed.key !== '' && !typed.problem),
  );
  const [done, setDone] = useState<Backfill>();
  const act = useAction(() => api.backfill(pipeline, { ...request, preview: false }));
  const starting = preview.backfill?.objects.filter(({ problem }) => !problem).length ?? 0;
  const started = done?.objects.filter(({ runId }) => runId).length ?? 0;

  return (
    <ConfirmDialog
      title={runIds ? t('backfill.titleRuns', { count: runIds.length }) : t('backfill.title')}
      confirm={done ? t('backfill.close') : t('backfill.confirm', { count: starting })}
      width={720}
      disabled={!done && (starting === 0 || preview.looking)}
      action={act}
      onClose={done ? props.onDone : props.onClose}
      onConfirm={async () => {
        if (done) props.onDone();
        else setDone(await act.run());
      }}
    >
      {done ? (
        <Alert
          role="status"
          status={started < done.objects.length ? 'warning' : 'success'}
          icon
          title={t('backfill.started', { count: started })}
          description={
            started < done.objects.length
              ? t('backfill.notAll', { number: String(done.objects.length - started) })
              : undefined
          }
        />
      ) : (
        <>
          {!runIds && (
            <TextField
              label={t('backfill.prefix')}
              description={t('backfill.prefixHint')}
              value={text}
              onChange={setText}
              validationBehavior="aria"
              validate={() => typed.problem}
            />
          )}
          <Checkbox isSelected={again} onChange={setAgain}>
            {t('actions.again')}
          </Checkbox>
        </>
      )}
      <Objects backfill={done ?? preview.backfill} looking={preview.looking && !done} />
      {preview.error && !done && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('backfill.previewFailed')}
          description={sentenceOf(preview.error)}
        />
      )}
    </ConfirmDialog>
  );
}

function Objects({ backfill, looking }: { backfill?: Backfill; looking: boolean }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  if (looking) return <Bone width="100%" height="8rem" />;
  if (!backfill) return null;
  const { objects, more } = backfill;
  if (objects.length === 0) return <Notice>{t('backfill.none')}</Notice>;
  const skipped = objects.filter(({ problem }) => problem).length;
  return (
    <div className={styles.preview}>
      <Text as="p" weight="bold" role="status">
        {[
          t('backfill.found', { count: objects.length }),
          skipped > 0 && t('backfill.skipped', { number: String(skipped) }),
          more && t('backfill.more'),
        ]
          .filter(Boolean)
          .join(' ')}
      </Text>
      <VirtualList
        count={objects.length}
        rowHeight={44}
        height="min(18rem, 40vh)"
        label={t('backfill.objects')}
        className={styles.objects}
      >
        {index => {
          const { key, size, lastRun, problem } = objects[index];
          return (
            <span className={problem ? styles.skippedObject : styles.object}>
              <span className={styles.objectKey} title={key}>
                {key}
              </span>
              <span className={`${parts.faint} ${styles.objectNote}`}>
                {problem ?? (size === undefined ? '' : formatBytes(size))}
              </span>
              {lastRun && (
                <RunStatusMark run={{ status: lastRun.status as RunStatus, redriveCount: 0 }} />
              )}
            </span>
          );
        }}
      </VirtualList>
    </div>
  );
}

/** What a backfill would start; asked for once a person has stopped typing. */
function usePreview(pipeline: CompoundEntityRef, request: BackfillRequest, ready: boolean) {
  const api = useDataPipelines();
  const key = JSON.stringify(request);
  const [answer, setAnswer] = useState<{ key: string; backfill?: Backfill; error?: Error }>();
  useEffect(() => {
    if (!ready) return undefined;
    let gone = false;
    const timer = setTimeout(
      async () => {
        try {
          const backfill = await api.backfill(pipeline, { ...request, preview: true });
          if (!gone) setAnswer({ key, backfill });
        } catch (error) {
          if (!gone) setAnswer({ key, error: error as Error });
        }
      },
      request.runIds ? 0 : QUIET,
    );
    return () => {
      gone = true;
      clearTimeout(timer);
    };
    // The key stands for the request; the pipeline does not change under an open dialog.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [api, key, ready]);
  const current = ready && answer?.key === key ? answer : undefined;
  return { ...current, looking: ready && !current };
}
