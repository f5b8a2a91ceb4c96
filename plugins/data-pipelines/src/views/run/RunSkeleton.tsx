import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { VisuallyHidden } from '@backstage/ui';
import { dataPipelinesTranslationRef } from '../../translation';
import { Bone } from '../parts';
import styles from './run.module.css';

/** The shape of the page, until it is there. */
export function RunSkeleton() {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <div role="status" className={styles.view}>
      <VisuallyHidden>{t('run.loading')}</VisuallyHidden>
      <Bone width="60%" height="1.75rem" />
      <Bone width="40%" height="1rem" />
      <div className={styles.columns} aria-hidden>
        <Bone width="100%" height="16rem" />
        <Bone width="100%" height="16rem" />
      </div>
    </div>
  );
}
