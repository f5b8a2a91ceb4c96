import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Accordion, AccordionPanel, AccordionTrigger } from '@backstage/ui';
import type { JsonObject } from '@backstage/types';
import { dataPipelinesTranslationRef } from '../translation';
import { changedIn } from './changedIn';
import styles from './form.module.css';

/** Folds away settings whose defaults suit most, and says whether any is changed. What is wrong in it is never hidden. */
export function FoldField(props: FieldExtensionComponentProps<JsonObject>) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const [opened, setOpened] = useState(false);
  const { schema, uiSchema, errorSchema, formData, registry } = props;
  const { ObjectField } = registry.fields;
  const wrong = Object.keys(errorSchema ?? {}).length > 0;
  const changed = changedIn(schema as Parameters<typeof changedIn>[0], formData);
  const description = uiSchema?.['ui:description'] ?? schema.description;
  return (
    <Accordion className={styles.fold} isExpanded={opened || wrong} onExpandedChange={setOpened}>
      <AccordionTrigger
        title={schema.title}
        subtitle={changed ? t('fold.changed', { count: changed }) : t('fold.defaults')}
      />
      <AccordionPanel>
        {description && <p className={styles.hint}>{description}</p>}
        <ObjectField
          {...props}
          uiSchema={{ ...uiSchema, 'ui:field': undefined, 'ui:label': false }}
        />
      </AccordionPanel>
    </Accordion>
  );
}
