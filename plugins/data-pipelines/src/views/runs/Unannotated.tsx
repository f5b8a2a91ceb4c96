import { Entity } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Flex } from '@backstage/ui';
import { ANNOTATION_STATE_MACHINE_ARN } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { CodeBlock } from '../parts';

const SNIPPET = `metadata:
  annotations:
    ${ANNOTATION_STATE_MACHINE_ARN}: arn:aws:states:REGION:ACCOUNT:stateMachine:NAME`;

/** Says how to tie a component to its state machine. */
export function Unannotated({ entity }: { entity: Entity }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <Flex direction="column" gap="3">
      <Alert
        status="warning"
        icon
        title={t('unannotated.title')}
        description={t('unannotated.hint', { type: String(entity.spec?.type) })}
      />
      <CodeBlock text={SNIPPET} what={t('unannotated.what')} />
    </Flex>
  );
}
