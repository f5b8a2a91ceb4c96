import { memo, useId } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { dataPipelinesTranslationRef } from '../../translation';
import { DOT, Drawing, labelWidth } from './layout';
import { Progress, transitionKey } from './progress';
import { Point } from './route';
import styles from './graph.module.css';

function Edges(props: {
  drawing: Drawing;
  taken: ReadonlySet<string>;
  progress: ReadonlyMap<string, Progress>;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { drawing, taken, progress } = props;
  const arrow = useId();
  const went = (from: string, to: string) => {
    if (from === '\nstart') return progress.has(to);
    if (to === '\nend') return progress.get(from)?.status === 'succeeded';
    return taken.has(transitionKey(from, to));
  };
  return (
    <>
      <svg
        className={styles.edges}
        width={drawing.width}
        height={drawing.height}
        aria-hidden
        focusable={false}
      >
        <defs>
          {(['', 'Taken'] as const).map(suffix => (
            <marker
              key={suffix}
              id={`${arrow}${suffix}`}
              viewBox="0 0 10 10"
              refX="9"
              refY="5"
              markerWidth="7"
              markerHeight="7"
              orient="auto-start-reverse"
            >
              <path d="M 0 1 L 9 5 L 0 9 z" className={styles[`arrow${suffix}`]} />
            </marker>
          ))}
        </defs>
        {drawing.transitions.map(({ from, to, kind, points }, index) => {
          const along = went(from, to);
          return (
            <path
              // A state may lead to another by more than one condition.
              // eslint-disable-next-line react/no-array-index-key
              key={`${from} ${to} ${index}`}
              d={lineThrough(points)}
              className={[
                styles.edge,
                along && styles.edgeTaken,
                kind === 'catch' && styles.edgeCatch,
              ]
                .filter(Boolean)
                .join(' ')}
              markerEnd={`url(#${arrow}${along ? 'Taken' : ''})`}
            />
          );
        })}
        {drawing.ends.map(({ kind, x, y }) => (
          <g key={kind}>
            <circle cx={x} cy={y} r={DOT - 2} className={styles.end} />
            {kind === 'end' && <circle cx={x} cy={y} r={DOT - 6} className={styles.endDot} />}
          </g>
        ))}
      </svg>
      {drawing.transitions.map((transition, index) => {
        const { from, to, kind, label, labelAt } = transition;
        if (!labelAt) return null;
        const text = kind === 'default' ? t('graph.otherwise') : (label ?? '');
        return (
          <span
            // eslint-disable-next-line react/no-array-index-key
            key={`${from} ${to} ${index}`}
            className={styles.label}
            title={kind === 'catch' ? t('graph.onError', { errors: text }) : text}
            style={{
              left: labelAt.x,
              top: labelAt.y,
              maxWidth: labelWidth(transition),
            }}
          >
            {text}
          </span>
        );
      })}
    </>
  );
}

/** The transitions, strong where the run went along; drawn under the states, around which they lead. */
export const GraphEdges = memo(Edges);

/** Straight between the points, round at the corners. */
function lineThrough(points: Point[]): string {
  const [first, ...rest] = points;
  let path = `M ${first.x} ${first.y}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (!next) {
      path += ` L ${point.x} ${point.y}`;
      return;
    }
    const before = index === 0 ? first : rest[index - 1];
    const a = towards(point, before, 10);
    const b = towards(point, next, 10);
    path += ` L ${a.x} ${a.y} Q ${point.x} ${point.y} ${b.x} ${b.y}`;
  });
  return path;
}

function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(0.5, distance / length);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
