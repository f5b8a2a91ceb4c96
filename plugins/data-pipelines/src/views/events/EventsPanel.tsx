import { useEffect, useMemo, useState } from 'react';
import { CompoundEntityRef } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SearchField, Switch } from '@backstage/ui';
import { RunDetail, RunEvent } from 'backstage-plugin-data-pipelines-common';
import { useEvents } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import {
  Bone,
  ExactTime,
  Fact,
  Facts,
  formatDuration,
  formatNumber,
  Json,
  Notice,
  Panel,
  PanelError,
  useLocale,
  VirtualList,
} from '../parts';
import parts from '../parts/parts.module.css';
import styles from './events.module.css';

const ROW = 36;

/** The history of a run as Step Functions recorded it: a long list, and the chosen event beside it. */
export function EventsPanel(props: { pipeline: CompoundEntityRef; run: RunDetail }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { pipeline, run } = props;
  const [steps, setSteps] = useState(false);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<number>();
  const events = useEvents(pipeline, run, steps);
  const { items, total, loading, error, loadMore } = events;
  const found = useMemo(() => filtered(items, text), [items, text]);
  const event = items.find(({ id }) => id === chosen);

  // A search looks at all events, however many pages they are.
  useEffect(() => {
    if (text && !loading && !error) loadMore();
    // `loadMore` is new with each page.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text, loading, error, items.length]);

  return (
    <Panel title={t('events.title')}>
      <div className={styles.tools}>
        <SearchField
          size="small"
          aria-label={t('events.search')}
          placeholder={t('events.search')}
          value={text}
          onChange={setText}
        />
        <Switch label={t('events.steps')} isSelected={steps} onChange={setSteps} />
        <span role="status" className={styles.count}>
          {events.first &&
            (text
              ? t('events.found', {
                  found: formatNumber(found.length, locale),
                  looked: formatNumber(items.length, locale),
                })
              : t('events.count', { count: total, number: formatNumber(total, locale) }))}
        </span>
      </div>
      {error && items.length === 0 && (
        <PanelError polled={{ error }} what={t('events.title')} onRetry={events.reload} />
      )}
      {!events.first && !error && <Bone width="100%" height="20rem" />}
      {events.first && items.length === 0 && <Notice>{t('events.none')}</Notice>}
      {items.length > 0 && (
        <div className={event ? styles.split : styles.whole}>
          <div role="table" aria-label={t('events.title')} aria-rowcount={total + 1}>
            <div role="rowgroup">
              <div role="row" className={styles.head} aria-rowindex={1}>
                <span role="columnheader">{t('events.columnNumber')}</span>
                <span role="columnheader">{t('events.columnTime')}</span>
                <span role="columnheader">{t('events.columnType')}</span>
                <span role="columnheader">{t('events.columnStep')}</span>
              </div>
            </div>
            <VirtualList
              table
              count={found.length}
              rowHeight={ROW}
              height="62vh"
              label={t('events.title')}
              onEnd={loadMore}
            >
              {index => (
                <Row
                  event={found[index]}
                  start={run.startedAt}
                  chosen={found[index].id === chosen}
                  onChoose={() => setChosen(found[index].id)}
                />
              )}
            </VirtualList>
            {error && (
              <PanelError polled={{ error }} what={t('events.title')} onRetry={events.loadOn} />
            )}
          </div>
          {event && <Detail event={event} />}
        </div>
      )}
    </Panel>
  );
}

function Row(props: { event: RunEvent; start: string; chosen: boolean; onChoose(): void }) {
  const { event, start } = props;
  const bad = /Failed|TimedOut|Aborted/.test(event.type);
  return (
    <div className={props.chosen ? styles.chosen : styles.row}>
      <span role="cell" className={styles.number}>
        {event.id}
      </span>
      <span role="cell" className={styles.number} title={event.time}>
        +{formatDuration(Date.parse(event.time) - Date.parse(start))}
      </span>
      <span role="cell" className={styles.type}>
        <button
          type="button"
          aria-pressed={props.chosen}
          className={bad ? `${styles.open} ${parts.negative}` : styles.open}
          onClick={props.onChoose}
        >
          {event.type}
        </button>
      </span>
      <span role="cell" className={styles.step} title={event.step}>
        {event.step ?? String(event.details.error ?? event.details.resource ?? '')}
      </span>
    </div>
  );
}

function Detail({ event }: { event: RunEvent }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <section
      className={styles.detail}
      aria-label={t('events.detail', { number: String(event.id) })}
    >
      <h4 className={styles.detailTitle}>
        {event.type} <span className={parts.faint}>#{event.id}</span>
      </h4>
      <Facts>
        <Fact name={t('events.columnTime')}>
          <ExactTime time={event.time} />
        </Fact>
        {event.step && <Fact name={t('events.columnStep')}>{event.step}</Fact>}
        <Fact name={t('events.previous')}>#{event.previousId}</Fact>
      </Facts>
      {Object.entries(event.details).map(([name, value]) =>
        typeof value === 'string' && /^\s*[{[]/.test(value) ? (
          <div key={name}>
            <h5 className={styles.detailName}>{name}</h5>
            <Json text={value} what={name} />
          </div>
        ) : (
          <Facts key={name}>
            <Fact name={name} copy={String(value)} what={name} mono>
              {String(value)}
            </Fact>
          </Facts>
        ),
      )}
    </section>
  );
}

function filtered(events: RunEvent[], text: string): RunEvent[] {
  const wanted = text.trim().toLocaleLowerCase();
  if (!wanted) return events;
  return events.filter(({ type, step, details }) =>
    `${type} ${step ?? ''} ${details.error ?? ''} ${details.resource ?? ''}`
      .toLocaleLowerCase()
      .includes(wanted),
  );
}
