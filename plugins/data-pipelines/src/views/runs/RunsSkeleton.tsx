import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { VisuallyHidden } from '@backstage/ui';
import { dataPipelinesTranslationRef } from '../../translation';
import { Bone } from '../parts';
import styles from './runs.module.css';

/** The shape of the list, until it is there. */
export function RunsSkeleton() {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <div role="status" className={styles.skeleton}>
      <VisuallyHidden>{t('runs.loading')}</VisuallyHidden>
      {[0, 1, 2, 3, 4, 5].map(row => (
        <div key={row} className={styles.skeletonRow} aria-hidden>
          <Bone width="7rem" height="1.25rem" />
          <Bone width="100%" height="2.25rem" />
          <Bone width="8rem" height="1.25rem" />
        </div>
      ))}
    </div>
  );
}
