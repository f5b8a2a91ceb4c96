import { ReactNode } from 'react';
import { CopyButton } from './CopyButton';
import styles from './parts.module.css';

/** A list of names and values. */
export function Facts(props: { children: ReactNode }) {
  return <dl className={styles.facts}>{props.children}</dl>;
}

/** One name and its value; `copy` adds a button for the text, named by `what`. */
export function Fact(props: {
  name: string;
  children: ReactNode;
  copy?: string;
  what?: string;
  mono?: boolean;
}) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>
        <span className={props.mono ? styles.mono : undefined}>{props.children}</span>
        {props.copy !== undefined && (
          <CopyButton text={props.copy} what={props.what ?? props.name} />
        )}
      </dd>
    </>
  );
}
