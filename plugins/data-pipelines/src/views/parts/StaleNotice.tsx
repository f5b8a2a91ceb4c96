import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { Polled, statusOf } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatClock } from './format';
import { sentenceOf } from './sentenceOf';
import { useLocale } from './useLocale';

/** Over data that could not be refreshed: how old it is, why, and that it is tried again. */
export function StaleNotice(props: { polled: Polled<unknown>; onRetry(): void }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { error, asOf, data, retrying } = props.polled;
  if (!error || data === undefined || asOf === undefined) return null;

  const words = { time: formatClock(asOf, locale), reason: t(reasonOf(error)) };
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={retrying ? t('error.staleRetrying', words) : t('error.stale', words)}
      description={sentenceOf(error)}
      customActions={
        <Button variant="secondary" onPress={props.onRetry}>
          {t('error.retry')}
        </Button>
      }
    />
  );
}

function reasonOf(error: Error) {
  const status = statusOf(error);
  if (status === undefined) return 'error.reasonUnreachable';
  return status === 503 || status === 429 ? 'error.reasonAway' : 'error.reasonOther';
}
