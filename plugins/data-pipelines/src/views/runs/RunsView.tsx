import { Entity, getCompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import { useRuns, useStatusFilter } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { LoadError, StaleNotice } from '../parts';
import { FirstRun } from './FirstRun';
import { Freshness } from './Freshness';
import { MoreRuns } from './MoreRuns';
import { RunsSentence } from './RunsSentence';
import { RunsSkeleton } from './RunsSkeleton';
import { RunsTable } from './RunsTable';
import styles from './runs.module.css';
import { StatusFilter } from './StatusFilter';

/** A pipeline's runs: what they say together, then one by one. */
export function RunsView({ entity }: { entity: Entity }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const [status, setStatus] = useStatusFilter();
  const runs = useRuns(getCompoundEntityRef(entity), status);
  const { data, error } = runs;

  // The filter would only be in the way of somebody who has no run yet, or may see none.
  const empty = data?.items.length === 0 && !data.nextCursor;
  const nothingAtAll = empty && !status;
  const refused = error !== undefined && data === undefined;
  return (
    <div className={styles.view}>
      <StaleNotice polled={runs} onRetry={runs.refresh} />
      {refused && (
        <LoadError error={error} entity={entity} retrying={runs.retrying} onRetry={runs.refresh} />
      )}
      {!refused && !nothingAtAll && (
        <div className={styles.top}>
          <div className={styles.sentences}>
            {data && data.items.length > 0 && <RunsSentence page={data} />}
            <Freshness runs={runs} />
          </div>
          <StatusFilter status={status} onChange={setStatus} />
        </div>
      )}
      {!refused && !data && <RunsSkeleton />}
      {data?.notices && data.notices.length > 0 && (
        <Alert
          role="status"
          status="info"
          icon
          title={t('runs.notices')}
          description={data.notices.join(' ')}
        />
      )}
      {data && !empty && (
        <>
          {data.items.length > 0 && <RunsTable runs={data.items} />}
          <MoreRuns runs={runs} filtered={status !== undefined} />
        </>
      )}
      {empty && status && <NoneWithStatus status={status} onShowAll={() => setStatus(undefined)} />}
      {nothingAtAll && <FirstRun entity={entity} />}
    </div>
  );
}

function NoneWithStatus(props: {
  status: NonNullable<ReturnType<typeof useStatusFilter>[0]>;
  onShowAll(): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <Flex direction="column" align="center" gap="3" p="8">
      <Text as="p">{t('runs.noneWithStatus', { status: t(`status.${props.status}`) })}</Text>
      <Button variant="secondary" onPress={props.onShowAll}>
        {t('runs.showAll')}
      </Button>
    </Flex>
  );
}
