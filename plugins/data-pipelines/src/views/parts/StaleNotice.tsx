import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { Stale as StaleData } from 'backstage-plugin-data-pipelines-common';
import { Polled, statusOf } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatClock } from './format';
import { sentenceOf } from './sentenceOf';
import { useLocale } from './useLocale';

/** Over data that could not be refreshed: how old it is, why, and that it is tried again. */
export function StaleNotice(props: { polled: Polled<{ stale?: StaleData }>; onRetry(): void }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { error, asOf, data, retrying } = props.polled;
  if (data === undefined || asOf === undefined) return null;
  if (!error) return data.stale ? <Stale stale={data.stale} /> : null;

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

/** The portal answers, but AWS does not answer the portal. */
function Stale({ stale }: { stale: StaleData }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={t('error.staleRetrying', {
        time: formatClock(Date.parse(stale.since), locale),
        reason: t('error.reasonAway'),
      })}
      description={stale.reason}
    />
  );
}

function reasonOf(error: Error) {
  const status = statusOf(error);
  if (status === undefined) return 'error.reasonUnreachable';
  return status === 503 || status === 429 ? 'error.reasonAway' : 'error.reasonOther';
}
