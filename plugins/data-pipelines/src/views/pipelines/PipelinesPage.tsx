import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Container, SearchField, Select } from '@backstage/ui';
import { RUN_STATUSES } from 'backstage-plugin-data-pipelines-common';
import { usePipelines, usePlatforms } from '../../hooks';
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
import { PipelineRow, TIGHT } from './PipelineRow';
import styles from './pipelines.module.css';

const ALL = 'all';
const NAMES = ['text', 'owner', 'status', 'platform'] as const;
const QUIET = 300;

/** All pipelines that a person may read, failing ones first. */
export function PipelinesPage() {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const [search, setSearch] = useSearchParams();
  const text = search.get('text') ?? '';
  const owner = search.get('owner') ?? '';
  const platform = search.get('platform') ?? '';
  const status = RUN_STATUSES.find(known => known === search.get('status'));
  const filtered = NAMES.some(name => search.get(name));
  const set = (name: (typeof NAMES)[number], value: string) =>
    setSearch(
      before => {
        const after = new URLSearchParams(before);
        if (value && value !== ALL) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true },
    );
  const pages = usePipelines({
    ...(text && { text }),
    ...(owner && { owner }),
    ...(status && { status }),
    ...(platform && { platform }),
  });
  const { data, error, moreError } = pages;
  const items = data?.items ?? [];
  const total = data?.total ?? 0;
  const [ref, width = 1000] = useWidth();
  const tight = width < TIGHT;

  return (
    <Container>
      <main className={styles.page} ref={ref}>
        <Filters
          text={text}
          owner={owner}
          status={status ?? ALL}
          platform={platform || ALL}
          owners={[...new Set(items.map(item => item.owner).filter(one => one !== undefined))]}
          onChange={set}
        />
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
        {error && !data && (
          <Alert
            role="alert"
            status="danger"
            icon
            title={t('pipelines.failed')}
            description={sentenceOf(error)}
            customActions={
              <Button variant="secondary" onPress={pages.refresh}>
                {t('error.retry')}
              </Button>
            }
          />
        )}
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
                <Button variant="secondary" onPress={() => setSearch({}, { replace: true })}>
                  {t('pipelines.showAll')}
                </Button>
              )
            }
          >
            {t(filtered ? 'pipelines.noneFits' : 'pipelines.none')}
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
                rowHeight={tight ? 104 : 64}
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

function Filters(props: {
  text: string;
  owner: string;
  status: string;
  platform: string;
  /** Owners of the pipelines that are there already. */
  owners: string[];
  onChange(name: (typeof NAMES)[number], value: string): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { onChange } = props;
  const platforms = usePlatforms().data ?? [];
  const [text, setText] = useState(props.text);
  // An owner that is filtered by stays in the choice; the others come with the unfiltered list.
  const [owners, setOwners] = useState<string[]>([]);
  const found = [...new Set([...owners, ...props.owners, ...(props.owner ? [props.owner] : [])])];
  if (found.length > owners.length) setOwners(found);
  useEffect(() => {
    if (text === props.text) return undefined;
    const timer = setTimeout(() => onChange('text', text.trim()), QUIET);
    return () => clearTimeout(timer);
    // `onChange` is new each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text, props.text]);
  return (
    <div className={styles.filters}>
      <SearchField
        size="small"
        className={styles.search}
        aria-label={t('pipelines.search')}
        placeholder={t('pipelines.search')}
        value={text}
        onChange={setText}
      />
      <Select
        size="small"
        style={{ flex: '1 1 9rem', maxWidth: '14rem' }}
        aria-label={t('pipelines.column_lastRun')}
        options={[
          { value: ALL, label: t('pipelines.anyStatus') },
          ...RUN_STATUSES.map(value => ({ value, label: t(`status.${value}`) })),
        ]}
        selectedKey={props.status}
        onSelectionChange={key => onChange('status', String(key))}
      />
      <Select
        size="small"
        style={{ flex: '1 1 9rem', maxWidth: '14rem' }}
        aria-label={t('pipelines.column_team')}
        options={[
          { value: ALL, label: t('pipelines.anyTeam') },
          ...found.sort().map(value => ({ value, label: value.replace(/^.*\//, '') })),
        ]}
        selectedKey={props.owner || ALL}
        onSelectionChange={key => onChange('owner', String(key))}
      />
      {platforms.length > 1 && (
        <Select
          size="small"
          style={{ flex: '1 1 9rem', maxWidth: '14rem' }}
          aria-label={t('platform.label')}
          options={[
            { value: ALL, label: t('pipelines.anyPlatform') },
            ...platforms.map(({ name, title }) => ({ value: name, label: title })),
          ]}
          selectedKey={props.platform}
          onSelectionChange={key => onChange('platform', String(key))}
        />
      )}
    </div>
  );
}
