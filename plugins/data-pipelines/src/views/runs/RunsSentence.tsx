import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { RunPage } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatDuration } from '../parts';
import { medianOf } from './medianOf';

/** "The last 25 runs, 2 failed, median 4 m 02 s": the list in one sentence. */
export function RunsSentence({ page }: { page: RunPage }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const count = page.items.length;
  const failed = page.items.filter(run => run.status === 'failed' || run.status === 'timedOut');
  const goingOn = page.items.filter(run => run.status === 'running' || run.status === 'waiting');
  const median = medianOf(page.items);
  const parts = [
    page.nextCursor ? t('runs.sentenceLast', { count }) : t('runs.sentenceAll', { count }),
    goingOn.length > 0 && t('runs.sentenceGoingOn', { running: String(goingOn.length) }),
    failed.length > 0 && t('runs.sentenceFailed', { failed: String(failed.length) }),
    median !== undefined && t('runs.sentenceMedian', { median: formatDuration(median) }),
  ];
  return (
    <Text as="p" variant="body-large" weight="bold">
      {parts.filter(Boolean).join(', ')}
    </Text>
  );
}
