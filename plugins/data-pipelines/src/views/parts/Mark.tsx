import { ComponentType } from 'react';
import styles from './parts.module.css';

/** What a colour says; the same in every view. */
export type Tone = 'info' | 'positive' | 'negative' | 'warning' | 'neutral' | 'hollow';

/** How a state looks: never by colour alone. */
export interface Look {
  tone: Tone;
  Icon: ComponentType<{ className?: string; 'aria-hidden'?: boolean | 'true' | 'false' }>;
  moving?: boolean;
}

/** Icon, colour and word of a state. */
export function Mark(props: {
  look: Look;
  word: string;
  /** `large`: on a tinted ground; `quiet`: only the icon has the colour. */
  size?: 'large' | 'quiet';
}) {
  const { tone, Icon, moving } = props.look;
  const quiet = props.size === 'quiet';
  const classes = [
    styles.mark,
    quiet ? styles.markQuiet : styles[tone],
    props.size === 'large' && styles.markLarge,
  ];
  return (
    <span className={classes.filter(Boolean).join(' ')}>
      <span className={`${styles.icon} ${quiet ? styles[tone] : ''}`}>
        <Icon aria-hidden className={moving ? styles.spin : undefined} />
      </span>
      {props.word}
    </span>
  );
}
