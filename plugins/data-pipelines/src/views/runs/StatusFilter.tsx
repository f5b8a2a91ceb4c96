import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { RunStatus } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { RUN_LOOKS } from '../parts';
import parts from '../parts/parts.module.css';
import styles from './runs.module.css';

/** What AWS can filter by; the other statuses are seen only within "all". */
const CHOICES: RunStatus[] = ['running', 'succeeded', 'failed', 'timedOut', 'stopped'];
const ALL = 'all';

/** Chips, of which one is chosen. */
export function StatusFilter(props: {
  status: RunStatus | undefined;
  onChange(status: RunStatus | undefined): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <ToggleButtonGroup
      className={styles.filter}
      aria-label={t('runs.filter')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[props.status ?? ALL]}
      onSelectionChange={keys => props.onChange(CHOICES.find(choice => keys.has(choice)))}
    >
      <ToggleButton id={ALL}>{t('runs.all')}</ToggleButton>
      {CHOICES.map(choice => {
        const { Icon, tone } = RUN_LOOKS[choice];
        return (
          <ToggleButton
            key={choice}
            id={choice}
            iconStart={
              <Icon aria-hidden className={props.status === choice ? undefined : parts[tone]} />
            }
          >
            {t(`status.${choice}`)}
          </ToggleButton>
        );
      })}
    </ToggleButtonGroup>
  );
}
