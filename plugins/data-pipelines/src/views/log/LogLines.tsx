import { CSSProperties, FocusEvent, KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { LogSlice } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { formatNumber, useLocale } from '../parts';
import { BLOCK, LogBlock } from './LogBlock';
import styles from './log.module.css';

/** Lines that a key moves by from the number of one to that of another. */
const MOVES: Record<string, number> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -25,
  PageDown: 25,
  Home: -Infinity,
  End: Infinity,
};

/** The lines of a log with their numbers; pressing a number makes the address point there. */
export function LogLines(props: {
  slice: LogSlice;
  wrap: boolean;
  /** Text to mark. */
  text: string;
  /** Line to bring into view. */
  show?: number;
  /** Counts how often a person asked for a line. */
  asked: number;
  follow: boolean;
  busy: boolean;
  onLine(line: number): void;
  onMore(where: 'before' | 'after'): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { slice, wrap, show, asked, follow } = props;
  const { firstLine, lines } = slice;
  const box = useRef<HTMLDivElement>(null);
  const end = firstLine + lines.length - 1;

  // Of thousands of numbers one is a stop of the Tab key; from it the arrow keys lead to the others.
  const [focused, setFocused] = useState<number>();
  const isHere = (line?: number) => line !== undefined && line >= firstLine && line <= end;
  const stop = isHere(focused) ? focused : (show ?? (follow ? end : firstLine));
  const onFocus = ({ target }: FocusEvent) => setFocused(lineOf(target));
  const onKeyDown = (event: KeyboardEvent) => {
    const line = lineOf(event.target);
    const by = MOVES[event.key];
    if (line === undefined || !by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = Math.min(end, Math.max(firstLine, line + by));
    box.current?.querySelector<HTMLElement>(`[data-line="${next}"] button`)?.focus();
  };

  useEffect(() => {
    setFocused(undefined);
    if (show === undefined) return;
    const row = box.current?.querySelector<HTMLElement>(`[data-line="${show}"]`);
    if (row && box.current) {
      const { top } = box.current.getBoundingClientRect();
      const from = row.getBoundingClientRect().top - top;
      box.current.scrollTop += from - box.current.clientHeight / 3;
    }
    // Not when earlier lines come in above, which the browser keeps in place by itself.
  }, [show, wrap, asked]);
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, end]);

  const blocks = [];
  for (let from = 0; from < lines.length; from += BLOCK) {
    blocks.push(
      <LogBlock
        key={firstLine + from}
        first={firstLine + from}
        lines={lines.slice(from, from + BLOCK).join('\n')}
        text={props.text}
        show={within(show, firstLine + from)}
        failed={within(slice.failedLine, firstLine + from)}
        stop={within(stop, firstLine + from)}
        onLine={props.onLine}
      />,
    );
  }
  return (
    <>
      {/* The keys are those of the numbers within. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={box}
        className={wrap ? styles.wrapped : styles.lines}
        role="log"
        aria-live="off"
        aria-label={t('log.title')}
        // It scrolls, so the keyboard must be able to reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
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

/** Number of the line that an element of it belongs to. */
function lineOf(target: EventTarget): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-line]') : undefined;
  return row ? Number(row.dataset.line) : undefined;
}
