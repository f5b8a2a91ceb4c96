import { CSSProperties, memo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { dataPipelinesTranslationRef } from '../../translation';
import styles from './log.module.css';

/** Lines that the browser lays out together, and only when they are near what is seen. */
export const BLOCK = 50;

function marked(line: string, text: string) {
  const wanted = text.trim();
  const at = wanted ? line.toLocaleLowerCase().indexOf(wanted.toLocaleLowerCase()) : -1;
  if (at < 0) return line || ' ';
  return (
    <>
      {line.slice(0, at)}
      <mark className={styles.match}>{line.slice(at, at + wanted.length)}</mark>
      {line.slice(at + wanted.length)}
    </>
  );
}

function Lines(props: {
  first: number;
  lines: string;
  text: string;
  show?: number;
  failed?: number;
  /** Line whose number the Tab key leads to. */
  stop?: number;
  onLine(line: number): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const lines = props.lines.split('\n');
  return (
    <div className={styles.block} style={{ '--count': lines.length } as CSSProperties}>
      {lines.map((line, index) => {
        const number = props.first + index;
        const classes = [
          styles.line,
          number === props.failed && styles.failedLine,
          number === props.show && styles.shownLine,
        ];
        return (
          <div key={number} data-line={number} className={classes.filter(Boolean).join(' ')}>
            <button
              type="button"
              className={styles.number}
              tabIndex={number === props.stop ? 0 : -1}
              title={t('log.link')}
              onClick={() => props.onLine(number)}
            >
              {number}
            </button>
            <span className={styles.text}>
              {marked(line, props.text)}
              {number === props.failed && (
                <span className={styles.failedWord}>{t('log.failedLine')}</span>
              )}
            </span>
          </div>
        );
      })}
    </div>
  );
}

/** Lines that follow each other. */
export const LogBlock = memo(Lines);
