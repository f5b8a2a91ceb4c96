import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton, VisuallyHidden } from '@backstage/ui';
import { dataPipelinesTranslationRef } from '../../translation';
import styles from './run.module.css';

/** The shape of the page, until it is there. */
export function RunSkeleton() {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <div role="status" className={styles.view}>
      <VisuallyHidden>{t('run.loading')}</VisuallyHidden>
      <Skeleton width="60%" height="1.75rem" />
      <Skeleton width="40%" height="1rem" />
      <div className={styles.columns} aria-hidden>
        <Skeleton width="100%" height="16rem" />
        <Skeleton width="100%" height="16rem" />
      </div>
    </div>
  );
}
