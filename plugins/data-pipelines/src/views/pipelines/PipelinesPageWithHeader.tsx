import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { PluginHeader } from '@backstage/ui';
import { RiFlowChart } from '@remixicon/react';
import { dataPipelinesTranslationRef } from '../../translation';
import { PipelinesPage } from './PipelinesPage';

/** The page for portals on the frontend system before, which put no header above it. */
export function PipelinesPageWithHeader() {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <>
      <PluginHeader title={t('pipelines.title')} icon={<RiFlowChart />} />
      <PipelinesPage />
    </>
  );
}
