import { useMemo, useState } from 'react';
import { CompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import { Job, LogFile, RunDetail } from 'backstage-plugin-data-pipelines-common';
import { useLogFiles } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { Bone, formatBytes, Notice, Panel, PanelError } from '../parts';
import { LogView } from './LogView';

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'];

/** What the address says of the log to show. */
export interface LogPlace {
  jobId?: string;
  logId?: string;
  /** Line to bring into view, from 1. */
  line?: number;
}

/** The logs of a run's jobs, one at a time. */
export function LogPanel(props: {
  pipeline: CompoundEntityRef;
  run: RunDetail;
  place: LogPlace;
  onPlace(place: LogPlace): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { run, place, onPlace } = props;
  const job = run.jobs.find(({ id }) => id === place.jobId) ?? run.jobs.at(-1);
  return (
    <Panel title={t('log.title')}>
      {job ? (
        <>
          {run.jobs.length > 1 && (
            <Select
              style={{ width: 'min(26rem, 100%)' }}
              label={t('log.job')}
              options={run.jobs.map(({ id }, index) => ({
                value: id,
                label: t('log.jobOption', { number: String(index + 1), id }),
              }))}
              selectedKey={job.id}
              onSelectionChange={key => onPlace({ jobId: String(key) })}
            />
          )}
          <JobLogs key={job.id} {...props} job={job} />
        </>
      ) : (
        <Notice>{t(run.endedAt ? 'job.noneEver' : 'job.none')}</Notice>
      )}
    </Panel>
  );
}

function JobLogs(props: {
  pipeline: CompoundEntityRef;
  run: RunDetail;
  job: Job;
  place: LogPlace;
  onPlace(place: LogPlace): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { pipeline, run, job, place, onPlace } = props;
  const goingOn = !ENDED.includes(job.state);
  const endedAt = goingOn ? undefined : (job.finishedAt ?? run.endedAt);
  const files = useLogFiles(pipeline, run.id, job.id, endedAt);
  const items = useMemo(() => [...(files.data?.items ?? [])].sort(byWorth), [files.data]);
  const [asked, setAsked] = useState(0);
  const file = items.find(({ id }) => id === place.logId) ?? items[0];
  if (!files.data) {
    return files.error ? (
      <PanelError polled={files} what={t('log.title')} onRetry={files.refresh} />
    ) : (
      <Bone width="100%" height="20rem" />
    );
  }
  return (
    <>
      {files.data.notice && <Notice>{files.data.notice}</Notice>}
      {file && (
        <>
          <Select
            style={{ width: 'min(26rem, 100%)' }}
            size="small"
            aria-label={t('log.file')}
            options={items.map(({ id, ...log }) => ({
              value: id,
              label: nameOf({ id, ...log }, t),
            }))}
            selectedKey={file.id}
            onSelectionChange={key => onPlace({ jobId: job.id, logId: String(key) })}
          />
          <LogView
            key={`${file.id} ${asked}`}
            pipeline={pipeline}
            log={{ runId: run.id, jobId: job.id, logId: file.id }}
            fileName={`${job.id}-${file.pod}-${file.stream}.log`}
            goingOn={goingOn}
            endedAt={endedAt}
            line={place.line}
            onLine={line => onPlace({ jobId: job.id, logId: file.id, line })}
            onReload={() => setAsked(count => count + 1)}
          />
        </>
      )}
      {!file && !files.data.notice && <Notice>{t(goingOn ? 'log.noneYet' : 'log.none')}</Notice>}
    </>
  );
}

/** What most often tells the reason comes first: the driver, and of it stderr. */
function byWorth(a: LogFile, b: LogFile): number {
  const worth = ({ role, stream }: LogFile) =>
    ['driver', 'executor', 'submitter'].indexOf(role) * 2 + (stream === 'stderr' ? 0 : 1);
  return worth(a) - worth(b) || a.pod.localeCompare(b.pod);
}

function nameOf(
  { role, stream, pod, size }: LogFile,
  t: (key: 'log.fileOption', words: Record<string, string>) => string,
): string {
  const number = /exec-(\d+)$/.exec(pod)?.[1];
  return t('log.fileOption', {
    role: number ? `${role} ${number}` : role,
    stream,
    size: formatBytes(size),
  });
}
