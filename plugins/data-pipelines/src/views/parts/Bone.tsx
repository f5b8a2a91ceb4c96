import { Skeleton } from '@backstage/ui';
import styles from './parts.module.css';

/** A skeleton's piece that can be seen on the page's own ground, too. */
export function Bone(props: { width: string; height: string }) {
  return <Skeleton {...props} className={styles.bone} />;
}
