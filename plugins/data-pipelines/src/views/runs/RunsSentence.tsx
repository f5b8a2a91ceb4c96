import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { RunPage, RunStatistics } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatDuration, formatNumber, formatShare, useLocale } from '../parts';
import { medianOf } from './medianOf';

/** "212 runs in 30 days, 2 failed, 99 % ok, median 4 m 02 s"; without figures what the list itself tells. */
export function RunsSentence(props: { page: RunPage; statistics?: RunStatistics }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { page, statistics } = props;
  const goingOn = page.items.filter(run => run.status === 'running' || run.status === 'waiting');
  const count = page.items.length;
  const words = statistics
    ? [
        t('runs.sentenceDays', {
          count: statistics.total,
          number: formatNumber(statistics.total, locale),
          days: String(statistics.days),
        }),
        failedOf(statistics) > 0 &&
          t('runs.sentenceFailed', { failed: formatNumber(failedOf(statistics), locale) }),
        statistics.successRate !== undefined &&
          t('runs.sentenceRate', { rate: formatShare(statistics.successRate, locale) }),
      ]
    : [
        page.nextCursor ? t('runs.sentenceLast', { count }) : t('runs.sentenceAll', { count }),
        failedIn(page) > 0 && t('runs.sentenceFailed', { failed: String(failedIn(page)) }),
      ];
  const median = statistics?.p50Ms ?? medianOf(page.items);
  const sentence = [
    words[0],
    goingOn.length > 0 && t('runs.sentenceGoingOn', { running: String(goingOn.length) }),
    ...words.slice(1),
    median !== undefined && t('runs.sentenceMedian', { median: formatDuration(median) }),
  ];
  return (
    <Text as="p" variant="body-large" weight="bold">
      {sentence.filter(Boolean).join(', ')}
    </Text>
  );
}

function failedOf({ counts }: RunStatistics): number {
  return (counts.failed ?? 0) + (counts.timedOut ?? 0);
}

function failedIn({ items }: RunPage): number {
  return items.filter(({ status }) => status === 'failed' || status === 'timedOut').length;
}
