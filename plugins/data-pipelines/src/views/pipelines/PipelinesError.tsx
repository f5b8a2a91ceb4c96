import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { statusOf } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { sentenceOf } from '../parts';

/** Says why no pipelines could be loaded, and what to do about it. */
export function PipelinesError(props: { error: Error; onRetry(): void }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { error, onRetry } = props;
  if (statusOf(error) === 403) {
    return (
      <Alert
        role="alert"
        status="warning"
        icon
        title={t('pipelines.notAllowed')}
        description={sentenceOf(error)}
      />
    );
  }
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={t('pipelines.failed')}
      description={sentenceOf(error)}
      customActions={
        <Button variant="secondary" onPress={onRetry}>
          {t('error.retry')}
        </Button>
      }
    />
  );
}
