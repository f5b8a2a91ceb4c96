import { Entity } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { usePlatforms } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { CodeBlock, Panel } from '../parts';
import parts from '../parts/parts.module.css';
import { copyCommand, inputOf, platformOf } from '../aws';
import styles from './runs.module.css';

/** How to start the first run. */
export function FirstRun({ entity }: { entity: Entity }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const platforms = usePlatforms();
  const input = inputOf(entity);
  const endpoint = platformOf(entity, platforms.data)?.endpoint;
  return (
    <Panel title={t('firstRun.title')} className={styles.firstRun}>
      <Text as="p">
        {input ? t('firstRun.hint', { place: input }) : t('firstRun.hintUnknown')}
      </Text>
      <CodeBlock
        text={copyCommand(input ?? 's3://INPUT-BUCKET/input/', endpoint)}
        what={t('firstRun.what')}
      />
      <Text as="p" variant="body-small" className={parts.faint}>
        {t('firstRun.then')}
      </Text>
    </Panel>
  );
}
