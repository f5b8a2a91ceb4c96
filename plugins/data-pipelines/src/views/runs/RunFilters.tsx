import { useEffect, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SearchField, Select, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { RUN_STATUSES, RunPage } from 'backstage-plugin-data-pipelines-common';
import { Range, RANGES, RunFilter } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatNumber, RUN_LOOKS, useLocale } from '../parts';
import parts from '../parts/parts.module.css';
import styles from './runs.module.css';
import { useChips } from './useChips';

const ALL = 'all';
/** Milliseconds of quiet before a text is looked for. */
const QUIET = 300;

/** Chips of the statuses with their counts, the time, and a text: what of the runs to show. */
export function RunFilters(props: {
  filter: RunFilter;
  counts?: RunPage['counts'];
  onChange(part: Partial<RunFilter>): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { filter, onChange } = props;
  const { choices, counts } = useChips(filter, props.counts);
  const [text, setText] = useState(filter.text);
  useEffect(() => setText(filter.text), [filter.text]);
  useEffect(() => {
    if (text === filter.text) return undefined;
    const timer = setTimeout(() => onChange({ text }), QUIET);
    return () => clearTimeout(timer);
  }, [text, filter.text, onChange]);

  const sum = counts && Object.values(counts).reduce((total, count) => total + count, 0);
  const chosen = filter.status.length > 0 ? filter.status : [ALL];
  return (
    <div className={styles.filters}>
      <ToggleButtonGroup
        className={styles.filter}
        aria-label={t('runs.filter')}
        selectionMode="multiple"
        selectedKeys={chosen}
        onSelectionChange={keys => {
          // "All" is what is left when nothing is chosen, so choosing it lets go of the others.
          const all = keys.has(ALL) && filter.status.length > 0;
          onChange({ status: all ? [] : RUN_STATUSES.filter(status => keys.has(status)) });
        }}
      >
        <ToggleButton id={ALL}>
          {t('runs.all')}{' '}
          {sum !== undefined && (
            <span className={styles.chipCount}>{formatNumber(sum, locale)}</span>
          )}
        </ToggleButton>
        {choices.map(choice => {
          const { Icon, tone } = RUN_LOOKS[choice];
          return (
            <ToggleButton
              key={choice}
              id={choice}
              iconStart={
                <Icon
                  aria-hidden
                  className={filter.status.includes(choice) ? undefined : parts[tone]}
                />
              }
            >
              {t(`status.${choice}`)}{' '}
              {counts && (
                <span className={styles.chipCount}>
                  {formatNumber(counts[choice] ?? 0, locale)}
                </span>
              )}
            </ToggleButton>
          );
        })}
      </ToggleButtonGroup>
      <Select
        size="small"
        style={{ flex: '0 0 10.5rem' }}
        aria-label={t('runs.range')}
        options={[
          { value: ALL, label: t('runs.rangeAll') },
          ...Object.keys(RANGES).map(range => ({
            value: range,
            label: t(`runs.range_${range as Range}`),
          })),
        ]}
        selectedKey={filter.range ?? ALL}
        onSelectionChange={key =>
          onChange({ range: key === ALL ? undefined : (String(key) as Range) })
        }
      />
      <SearchField
        size="small"
        className={styles.text}
        aria-label={t('runs.text')}
        placeholder={t('runs.text')}
        value={text}
        onChange={setText}
      />
    </div>
  );
}
