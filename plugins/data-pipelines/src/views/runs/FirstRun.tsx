import { ReactNode } from 'react';
import { Entity } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { usePlatforms } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { CodeBlock, Panel } from '../parts';
import parts from '../parts/parts.module.css';
import { copyCommand, platformOf, triggerPlaceOf } from '../aws';
import styles from './runs.module.css';

/** How to start the first run: by the command, or by what the portal has for it. */
export function FirstRun({ entity, children }: { entity: Entity; children?: ReactNode }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const platforms = usePlatforms();
  const place = triggerPlaceOf(entity);
  const endpoint = platformOf(entity, platforms.data)?.endpoint;
  return (
    <Panel title={t('firstRun.title')} className={styles.firstRun}>
      <Text as="p">{place ? t('firstRun.hint', { place }) : t('firstRun.hintUnknown')}</Text>
      <CodeBlock
        text={copyCommand(place ?? 's3://INPUT-BUCKET/input/', endpoint)}
        what={t('firstRun.what')}
      />
      {children}
      <Text as="p" variant="body-small" className={parts.faint}>
        {t('firstRun.then')}
      </Text>
    </Panel>
  );
}
