import { ReactNode, useId } from 'react';
import { Card } from '@backstage/ui';
import styles from './parts.module.css';

/** A card with a heading that names it as a region of the page. */
export function Panel(props: { title: string; className?: string; children: ReactNode }) {
  const id = useId();
  const classes = [styles.panel, props.className].filter(Boolean).join(' ');
  return (
    <Card role="region" aria-labelledby={id} className={classes}>
      <h3 id={id} className={styles.panelTitle}>
        {props.title}
      </h3>
      {props.children}
    </Card>
  );
}
