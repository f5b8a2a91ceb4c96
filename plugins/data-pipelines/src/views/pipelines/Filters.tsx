import { useEffect, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SearchField, Select } from '@backstage/ui';
import { RUN_STATUSES } from 'backstage-plugin-data-pipelines-common';
import { usePlatforms } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { PipelineFilter } from './usePipelineFilter';
import styles from './pipelines.module.css';

const ALL = 'all';
/** Milliseconds of quiet before a text is looked for. */
const QUIET = 300;
/** More choices than this are not looked through without a search. */
const MANY = 12;

/** Which pipelines to show: a text, the status of the last run, the team, the platform. */
export function Filters(props: {
  filter: PipelineFilter;
  /** Owners of all pipelines that there are to see. */
  owners: string[];
  onChange(part: Partial<PipelineFilter>): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { filter, onChange } = props;
  const platforms = usePlatforms().data ?? [];
  const [text, setText] = useState(filter.text);
  // A blank that somebody has just typed stays: another word comes behind it.
  useEffect(
    () => setText(typed => (typed.trim() === filter.text ? typed : filter.text)),
    [filter.text],
  );
  useEffect(() => {
    if (text.trim() === filter.text) return undefined;
    const timer = setTimeout(() => onChange({ text: text.trim() }), QUIET);
    return () => clearTimeout(timer);
  }, [text, filter.text, onChange]);

  // What is filtered by can be chosen, whoever made the address.
  const owners = [...new Set([...props.owners, ...(filter.owner ? [filter.owner] : [])])].sort();
  const choices = [
    {
      name: 'status',
      label: t('pipelines.column_lastRun'),
      any: t('pipelines.anyStatus'),
      options: RUN_STATUSES.map(value => ({ value, label: t(`status.${value}`) })),
    },
    {
      name: 'owner',
      label: t('pipelines.column_team'),
      any: t('pipelines.anyTeam'),
      options: owners.map(value => ({ value, label: teamOf(value) })),
    },
    {
      name: 'platform',
      label: t('platform.label'),
      any: t('pipelines.anyPlatform'),
      options: platforms.map(({ name, title }) => ({ value: name, label: title })),
    },
  ] as const;
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
      {choices.map(
        ({ name, label, any, options }) =>
          (name !== 'platform' || options.length > 1) && (
            <Select
              key={name}
              size="small"
              className={styles.choice}
              aria-label={label}
              options={[{ value: ALL, label: any }, ...options]}
              {...(options.length > MANY && { search: { placeholder: t('parts.search') } })}
              selectedKey={filter[name] || ALL}
              onSelectionChange={key => onChange({ [name]: key === ALL ? '' : String(key) })}
            />
          ),
      )}
    </div>
  );
}

/** `retail` of `group:default/retail`; of other kinds and namespaces what tells them apart. */
function teamOf(ownerRef: string): string {
  return ownerRef.replace(/^group:(default\/)?/, '');
}
