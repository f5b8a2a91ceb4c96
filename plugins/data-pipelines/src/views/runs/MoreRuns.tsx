import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import { PAGE_SIZE, Runs } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { sentenceOf } from '../parts';
import parts from '../parts/parts.module.css';

/** The way to older runs, or the word that there are none. */
export function MoreRuns({ runs, filtered }: { runs: Runs; filtered: boolean }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { data, moreError, loadingMore } = runs;
  if (!data) return null;
  if (!data.nextCursor) {
    // Of a short list the end is plain to see; under a filter the count would be taken for all runs.
    if (filtered || data.items.length <= PAGE_SIZE) return null;
    return (
      <Flex justify="center" p="2">
        <Text as="p" variant="body-small" className={parts.faint}>
          {t('runs.end', { total: String(data.items.length) })}
        </Text>
      </Flex>
    );
  }
  return (
    <Flex direction="column" align="center" gap="3" p="2">
      {moreError && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('runs.moreFailed', { message: sentenceOf(moreError) })}
        />
      )}
      <Button variant="secondary" isPending={loadingMore} onPress={runs.loadMore}>
        {t('runs.more')}
      </Button>
    </Flex>
  );
}
