import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { Entity, RELATION_OWNED_BY } from '@backstage/catalog-model';
import { EntityRefLinks, getEntityRelations } from '@backstage/plugin-catalog-react';
import { statusOf } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { sentenceOf } from './sentenceOf';

const PERMISSION = 'dataPipelines.run.read';

/** Says why nothing could be loaded, and what to do about it. */
export function LoadError(props: {
  error: Error;
  entity: Entity;
  retrying: boolean;
  onRetry(): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { error, entity } = props;
  const message = sentenceOf(error);
  const name = entity.metadata.title ?? entity.metadata.name;
  const owners = getEntityRelations(entity, RELATION_OWNED_BY);

  switch (statusOf(error)) {
    case 403:
      return (
        <Alert
          role="alert"
          status="warning"
          icon
          title={t('error.notAllowed', { name })}
          description={
            <>
              {t('error.notAllowedHint', { permission: PERMISSION })}
              {owners.length > 0 && (
                <div>
                  {t('error.owner')}: <EntityRefLinks entityRefs={owners} defaultKind="group" />
                </div>
              )}
            </>
          }
        />
      );
    case 401:
      return (
        <Alert
          role="alert"
          status="warning"
          icon
          title={t('error.signedOut')}
          description={t('error.signedOutHint')}
        />
      );
    case 404:
      return (
        <Alert
          role="alert"
          status="warning"
          icon
          title={t('error.notFound')}
          description={`${message}${props.retrying ? ` ${t('error.retrying')}` : ''}`}
        />
      );
    default:
      return (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t(titleOf(error))}
          description={`${message}${props.retrying ? ` ${t('error.retrying')}` : ''}`}
          customActions={
            <Button variant="secondary" onPress={props.onRetry}>
              {t('error.retry')}
            </Button>
          }
        />
      );
  }
}

function titleOf(error: Error) {
  const status = statusOf(error);
  if (status === undefined) return 'error.unreachable';
  return status === 503 || status === 429 ? 'error.away' : 'error.other';
}
