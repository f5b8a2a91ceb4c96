import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Container } from '@backstage/ui';
import { dataPipelinesRunReadPermission } from 'backstage-plugin-data-pipelines-common';
import { statusOf, usePipelines } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import {
  Bone,
  formatNumber,
  Notice,
  sentenceOf,
  StaleNotice,
  useLocale,
  useWidth,
  VirtualList,
} from '../parts';
import { Filters } from './Filters';
import { PipelineRow, TIGHT, TIGHT_HEIGHT } from './PipelineRow';
import { PipelinesError } from './PipelinesError';
import { usePipelineFilter } from './usePipelineFilter';
import styles from './pipelines.module.css';

const NO_FILTER = { text: '', owner: '', status: '', platform: '' } as const;

/** All pipelines that a person may read, failing ones first. */
export function PipelinesPage() {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const [filter, change, filtered] = usePipelineFilter();
  const { text, owner, status, platform } = filter;
  const pages = usePipelines({
    ...(text && { text }),
    ...(owner && { owner }),
    ...(status && { status }),
    ...(platform && { platform }),
  });
  const { data, error, moreError } = pages;
  const items = data?.items ?? [];
  const total = data?.total ?? 0;
  // The team stays to be chosen while another filter loads.
  const [owners, setOwners] = useState<string[]>([]);
  if (data?.owners && data.owners !== owners) setOwners(data.owners);
  // Whoever may see nothing has nothing to choose from.
  const denied = !data && statusOf(error) === 403;
  const [ref, width = 1000] = useWidth();
  const tight = width < TIGHT;

  return (
    <Container>
      <main className={styles.page} ref={ref}>
        {!denied && <Filters filter={filter} owners={owners} onChange={change} />}
        <StaleNotice polled={pages} onRetry={pages.refresh} />
        {data?.backfill && (
          <Alert
            role="status"
            status="info"
            icon
            title={t('pipelines.backfill', {
              done: formatNumber(data.backfill.done, locale),
              total: formatNumber(data.backfill.total, locale),
            })}
          />
        )}
        {error && !data && <PipelinesError error={error} onRetry={pages.refresh} />}
        {!data && !error && (
          <div role="status" aria-label={t('pipelines.loading')} className={styles.skeleton}>
            {[0, 1, 2, 3, 4, 5, 6].map(row => (
              <Bone key={row} width="100%" height="3.25rem" />
            ))}
          </div>
        )}
        {data && items.length === 0 && (
          <Notice
            action={
              filtered && (
                <Button variant="secondary" onPress={() => change(NO_FILTER)}>
                  {t('pipelines.showAll')}
                </Button>
              )
            }
          >
            {t(noneOf(filtered, data.restricted), {
              permission: dataPipelinesRunReadPermission.name,
            })}
          </Notice>
        )}
        {items.length > 0 && (
          <>
            <p role="status" className={styles.count}>
              {t('pipelines.count', { count: total, number: formatNumber(total, locale) })}
            </p>
            <div
              role="table"
              aria-label={t('pipelines.title')}
              aria-rowcount={total + 1}
              className={styles.table}
            >
              {!tight && (
                <div role="rowgroup">
                  <div role="row" aria-rowindex={1} className={styles.head}>
                    {(
                      [
                        'pipeline',
                        'team',
                        'lastRun',
                        'rate',
                        'freshness',
                        'median',
                        'version',
                      ] as const
                    ).map(column => (
                      <span role="columnheader" key={column}>
                        {t(`pipelines.column_${column}`)}
                      </span>
                    ))}
                  </div>
                </div>
              )}
              <VirtualList
                table
                count={items.length}
                rowHeight={tight ? TIGHT_HEIGHT : 64}
                height="calc(100vh - 15rem)"
                label={t('pipelines.title')}
                onEnd={pages.loadMore}
              >
                {index => <PipelineRow pipeline={items[index]} tight={tight} />}
              </VirtualList>
            </div>
            {moreError && (
              <Notice
                action={
                  <Button size="small" variant="secondary" onPress={pages.loadMore}>
                    {t('error.retry')}
                  </Button>
                }
              >
                {t('pipelines.moreFailed', { message: sentenceOf(moreError) })}
              </Notice>
            )}
          </>
        )}
      </main>
    </Container>
  );
}

/** Where the policy lets a person see some only, what they don't see may be there all the same. */
function noneOf(filtered: boolean, restricted = false) {
  if (filtered) return 'pipelines.noneFits';
  return restricted ? 'pipelines.noneReadable' : 'pipelines.none';
}
