import { CSSProperties, ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import styles from './parts.module.css';

/** Rows drawn above and below what is seen, so that fast scrolling shows no gap. */
const SPARE = 12;

/**
 * A long list of which only what is seen is drawn; all rows have the same height. It scrolls by itself and
 * takes the focus, so that the keyboard can scroll it.
 */
export function VirtualList(props: {
  count: number;
  /** Height of a row, px. */
  rowHeight: number;
  /** What the list is, for those who do not see it. */
  label: string;
  /** Most height of the list, CSS. */
  height: string;
  children(index: number): ReactNode;
  /** Called when the last rows are seen. */
  onEnd?(): void;
  /** Row to bring into view when it changes. */
  show?: number;
  className?: string;
  /** Ids and roles for tables: `rowgroup` of `row`s instead of a list. */
  table?: boolean;
}) {
  const { count, rowHeight, onEnd, show, table } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 600 });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const measure = () => setSeen({ top: element.scrollTop, height: element.clientHeight || 600 });
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer =
      typeof ResizeObserver === 'undefined' ? undefined : new ResizeObserver(measure);
    observer?.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer?.disconnect();
    };
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (!element || show === undefined) return;
    const top = show * rowHeight;
    const inView =
      top >= element.scrollTop && top + rowHeight <= element.scrollTop + element.clientHeight;
    if (!inView) element.scrollTop = Math.max(0, top - element.clientHeight / 3);
  }, [show, rowHeight]);

  const first = Math.max(0, Math.floor(seen.top / rowHeight) - SPARE);
  const last = Math.min(count, Math.ceil((seen.top + seen.height) / rowHeight) + SPARE);
  const atEnd = last >= count;
  useEffect(() => {
    if (atEnd) onEnd?.();
    // Told once for each length of the list.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [atEnd, count]);

  return (
    <div
      ref={scroller}
      className={[styles.virtual, props.className].filter(Boolean).join(' ')}
      style={{ maxHeight: props.height }}
      role={table ? 'rowgroup' : 'list'}
      aria-label={props.label}
      // It scrolls, so the keyboard must be able to reach it.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <div style={{ height: first * rowHeight }} role="presentation" />
      {Array.from({ length: Math.max(0, last - first) }, (_, offset) => {
        const index = first + offset;
        return (
          <div
            key={index}
            className={styles.virtualRow}
            style={{ '--row': `${rowHeight}px` } as CSSProperties}
            role={table ? 'row' : 'listitem'}
            {...(table
              ? { 'aria-rowindex': index + 2 }
              : { 'aria-posinset': index + 1, 'aria-setsize': count })}
          >
            {props.children(index)}
          </div>
        );
      })}
      <div style={{ height: Math.max(0, count - last) * rowHeight }} role="presentation" />
    </div>
  );
}
