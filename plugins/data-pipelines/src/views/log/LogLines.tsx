import { CSSProperties, memo, useEffect, useRef } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { LogSlice } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatNumber, useLocale } from '../parts';
import styles from './log.module.css';

/** Lines that the browser lays out together, and only when they are near what is seen. */
const BLOCK = 50;

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
              tabIndex={-1}
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

const Block = memo(Lines);

/** The lines of a log with their numbers; a click on a number makes the address point there. */
export function LogLines(props: {
  slice: LogSlice;
  wrap: boolean;
  /** Text to mark. */
  text: string;
  /** Line to bring into view. */
  show?: number;
  follow: boolean;
  busy: boolean;
  onLine(line: number): void;
  onMore(where: 'before' | 'after'): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { slice, wrap, show, follow } = props;
  const { firstLine, lines } = slice;
  const box = useRef<HTMLDivElement>(null);
  const end = firstLine + lines.length - 1;

  useEffect(() => {
    if (show === undefined) return;
    const row = box.current?.querySelector<HTMLElement>(`[data-line="${show}"]`);
    if (row && box.current) {
      const { top } = box.current.getBoundingClientRect();
      const from = row.getBoundingClientRect().top - top;
      box.current.scrollTop += from - box.current.clientHeight / 3;
    }
    // Not when earlier lines come in above, which the browser keeps in place by itself.
  }, [show, wrap]);
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, end]);

  const blocks = [];
  for (let from = 0; from < lines.length; from += BLOCK) {
    blocks.push(
      <Block
        key={firstLine + from}
        first={firstLine + from}
        lines={lines.slice(from, from + BLOCK).join('\n')}
        text={props.text}
        show={within(show, firstLine + from)}
        failed={within(slice.failedLine, firstLine + from)}
        onLine={props.onLine}
      />,
    );
  }
  return (
    <>
      <div
        ref={box}
        className={wrap ? styles.wrapped : styles.lines}
        role="log"
        aria-live="off"
        aria-label={t('log.title')}
        // It scrolls, so the keyboard must be able to reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        style={{ '--digits': `${String(slice.totalLines ?? end).length + 1}ch` } as CSSProperties}
      >
        {firstLine > 1 && (
          <div className={styles.more}>
            <Button
              size="small"
              variant="secondary"
              isPending={props.busy}
              onPress={() => props.onMore('before')}
            >
              {t('log.before')}
            </Button>
          </div>
        )}
        {blocks}
        {slice.more && (
          <div className={styles.more}>
            <Button
              size="small"
              variant="secondary"
              isPending={props.busy}
              onPress={() => props.onMore('after')}
            >
              {t('log.after')}
            </Button>
          </div>
        )}
      </div>
      <p className={styles.count}>
        {t(slice.totalLines === undefined ? 'log.rangeOpen' : 'log.range', {
          first: formatNumber(firstLine, locale),
          last: formatNumber(end, locale),
          total: formatNumber(slice.totalLines ?? end, locale),
        })}
      </p>
    </>
  );
}

function within(line: number | undefined, first: number): number | undefined {
  return line !== undefined && line >= first && line < first + BLOCK ? line : undefined;
}
