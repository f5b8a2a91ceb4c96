import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { JobSize, Pod } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import parts from '../parts/parts.module.css';

/** How much a job may take, as short as a row has room for: its executors, `1–4 × 4g`; all of it on hover. */
export function SizeText({ size }: { size: JobSize }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { driver, executor, executors } = size;
  if (!executor) return null;
  const pod = ({ cores, memory }: Pod) => t('job.pod', { count: cores, memory });
  const pods = (text: string) =>
    executors ? t('job.pods', { number: executors, pod: text }) : text;
  const title = [
    driver && `${t('job.driver')}: ${pod(driver)}`,
    `${t('job.executors')}: ${pods(pod(executor))}`,
  ];
  return (
    <span className={parts.faint} title={title.filter(Boolean).join('\n')}>
      {pods(executor.memory)}
    </span>
  );
}
