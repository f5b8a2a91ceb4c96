import { CopyButton } from './CopyButton';
import styles from './parts.module.css';

/** Text as it is, with a copy button; `what` names it, e.g. `the command`. */
export function CodeBlock(props: { text: string; what: string }) {
  return (
    <div className={styles.block}>
      {/* It scrolls, so the keyboard must be able to reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.pre} tabIndex={0} role="group" aria-label={props.what}>
        {props.text}
      </pre>
      <CopyButton text={props.text} what={props.what} className={styles.blockCopy} />
    </div>
  );
}
