import {
  KeyboardEvent,
  PointerEvent,
  RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon } from '@backstage/ui';
import { RiAddLine, RiFullscreenLine, RiSubtractLine } from '@remixicon/react';
import { Step } from 'backstage-plugin-data-pipelines-common';
import { dataPipelinesTranslationRef } from '../../translation';
import { useWidth } from '../parts';
import { Flow } from './flow';
import { GraphEdges } from './GraphEdges';
import { GraphNode } from './GraphNode';
import { draw, PlacedState } from './layout';
import { nearest } from './nearest';
import { progressOf, takenOf } from './progress';
import styles from './graph.module.css';

const LEAST = 0.3;
const MOST = 2;
/** Padding, border and a scroll bar. */
const AIR = 48;

/**
 * The definition as a drawing, with the state of each step. It scrolls as any page does; the arrow keys
 * move between steps, + and - zoom, 0 fits it into the width.
 */
export function Graph(props: {
  flow: Flow;
  steps: Step[];
  /** Name of the chosen state. */
  selected?: string;
  onSelect(name: string): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { flow, steps, selected, onSelect } = props;
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set());
  const drawing = useMemo(() => draw(flow, open), [flow, open]);
  const progress = useMemo(() => progressOf(steps), [steps]);
  const taken = useMemo(() => takenOf(flow, steps), [flow, steps]);

  const [measure, width = 0] = useWidth();
  const fitting = width > 0 ? Math.min(1, (width - AIR) / drawing.width) : 1;
  const [chosen, setChosen] = useState<number>();
  const zoom = Math.min(MOST, Math.max(LEAST, chosen ?? fitting));
  const scroller = useRef<HTMLDivElement>(null);
  const dragging = useDragging(scroller);
  const change = (factor: number) => setChosen(Math.min(MOST, Math.max(LEAST, zoom * factor)));

  // React listens passively to wheels, and a passive listener cannot keep the browser from zooming the page.
  useEffect(() => {
    const element = scroller.current;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      setChosen(before =>
        Math.min(MOST, Math.max(LEAST, (before ?? fitting) * Math.exp(-event.deltaY / 300))),
      );
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [fitting]);

  const focusable = drawing.states.some(({ state }) => state.name === selected)
    ? selected
    : flow.start;
  const focus = (name: string) =>
    scroller.current
      ?.querySelector<HTMLElement>(`[data-state="${CSS.escape(name)}"]`)
      ?.focus({ preventScroll: false });
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    // Those are the browser's: it zooms by them, and goes back.
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === '+' || key === '=') change(1.2);
    else if (key === '-') change(1 / 1.2);
    else if (key === '0') setChosen(undefined);
    else if (key.startsWith('Arrow')) {
      const from = (event.target as HTMLElement).closest<HTMLElement>('[data-state]');
      const next = nearest(drawing.states, from?.dataset.state, key);
      if (!next) return;
      focus(next);
    } else return;
    event.preventDefault();
  };

  return (
    <div className={styles.graph} ref={measure}>
      {/* The arrow keys are those of the steps in it, which take the focus themselves. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={scroller}
        className={styles.scroller}
        role="group"
        aria-label={t('graph.title')}
        onKeyDown={onKeyDown}
        {...dragging}
      >
        <div
          className={styles.sheet}
          style={{ width: drawing.width * zoom, height: drawing.height * zoom }}
        >
          <div
            className={styles.drawing}
            style={{
              width: drawing.width,
              height: drawing.height,
              transform: `scale(${zoom})`,
            }}
          >
            <GraphEdges drawing={drawing} taken={taken} progress={progress} />
            {drawing.states.map((placed: PlacedState) => (
              <GraphNode
                key={placed.state.name}
                placed={placed}
                progress={progress.get(placed.state.name)}
                selected={placed.state.name === selected}
                focusable={placed.state.name === focusable}
                onSelect={() => onSelect(placed.state.name)}
                onToggle={
                  placed.state.type === 'Map' && placed.state.inner.length > 0
                    ? () => setOpen(before => toggled(before, placed.state.name))
                    : undefined
                }
              />
            ))}
          </div>
        </div>
      </div>
      <div className={styles.tools}>
        <ButtonIcon
          size="small"
          variant="secondary"
          icon={<RiSubtractLine aria-hidden />}
          aria-label={t('graph.zoomOut')}
          onPress={() => change(1 / 1.25)}
        />
        <span className={styles.zoom}>{Math.round(zoom * 100)} %</span>
        <ButtonIcon
          size="small"
          variant="secondary"
          icon={<RiAddLine aria-hidden />}
          aria-label={t('graph.zoomIn')}
          onPress={() => change(1.25)}
        />
        <ButtonIcon
          size="small"
          variant="secondary"
          icon={<RiFullscreenLine aria-hidden />}
          aria-label={t('graph.fit')}
          onPress={() => setChosen(undefined)}
        />
      </div>
    </div>
  );
}

function toggled(set: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const after = new Set(set);
  if (!after.delete(name)) after.add(name);
  return after;
}

/** Dragging the ground scrolls; touch screens do that by themselves. */
function useDragging(scroller: RefObject<HTMLDivElement>) {
  const drags = useRef(false);
  return {
    onPointerDown: (event: PointerEvent) => {
      drags.current =
        event.pointerType === 'mouse' &&
        event.button === 0 &&
        !(event.target as HTMLElement).closest('button');
      if (drags.current) scroller.current?.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      const element = scroller.current;
      if (!drags.current || !element) return;
      element.scrollLeft -= event.movementX;
      element.scrollTop -= event.movementY;
    },
    onPointerUp: () => {
      drags.current = false;
    },
  };
}
