import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon } from '@backstage/ui';
import {
  RiCheckboxBlankCircleLine,
  RiCollapseVerticalLine,
  RiExpandVerticalLine,
} from '@remixicon/react';
import { dataPipelinesTranslationRef } from '../../translation';
import { Duration, formatNumber, STEP_LOOKS, useLocale } from '../parts';
import parts from '../parts/parts.module.css';
import { PlacedState } from './layout';
import { Progress } from './progress';
import { serviceOf } from './serviceOf';
import styles from './graph.module.css';

/** One state: icon, name, what it calls and how long it took; a frame when others lie in it. */
export function GraphNode(props: {
  placed: PlacedState;
  progress?: Progress;
  selected: boolean;
  focusable: boolean;
  onSelect(): void;
  /** Opens and closes a Map; absent where there is nothing to open. */
  onToggle?(): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { placed, progress, selected } = props;
  const { state } = placed;
  const look = progress ? (STEP_LOOKS[progress.status] ?? STEP_LOOKS.unknown) : undefined;
  const word = progress ? t(`stepStatus.${progress.status}`) : t('graph.notEntered');
  const Icon = look?.Icon ?? RiCheckboxBlankCircleLine;
  const classes = [
    placed.open ? styles.frame : styles.node,
    !progress && styles.untouched,
    look && styles[`tone_${look.tone}`],
    look?.moving && styles.moving,
    selected && styles.selected,
  ];
  return (
    <div
      className={classes.filter(Boolean).join(' ')}
      style={{ left: placed.x, top: placed.y, width: placed.width, height: placed.height }}
    >
      <button
        type="button"
        className={styles.face}
        data-state={state.name}
        tabIndex={props.focusable ? 0 : -1}
        aria-pressed={selected}
        title={state.comment ? `${state.name}\n${state.comment}` : state.name}
        onClick={props.onSelect}
      >
        <span className={`${styles.icon} ${look ? parts[look.tone] : parts.faint}`}>
          <Icon aria-hidden className={look?.moving ? parts.spin : undefined} />
        </span>
        <span className={styles.text}>
          <span className={styles.name}>{state.name}</span>
          <span className={styles.under}>
            <span className={styles.word}>{word}</span>
            <Under placed={placed} progress={progress} />
          </span>
        </span>
        <Badges progress={progress} />
      </button>
      {progress?.items && !placed.open && <ItemsBar items={progress.items} />}
      {props.onToggle && (
        <ButtonIcon
          size="small"
          variant="tertiary"
          className={styles.toggle}
          icon={
            placed.open ? (
              <RiCollapseVerticalLine aria-hidden />
            ) : (
              <RiExpandVerticalLine aria-hidden />
            )
          }
          aria-label={t(placed.open ? 'graph.close' : 'graph.open', { name: state.name })}
          aria-expanded={placed.open}
          onPress={props.onToggle}
        />
      )}
    </div>
  );
}

/** What it calls, or how far a Map is, and for how long. */
function Under({ placed, progress }: { placed: PlacedState; progress?: Progress }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { state } = placed;
  const last = progress?.steps.at(-1);
  const items = progress?.items;
  return (
    <>
      {items ? (
        <span>
          {t('graph.items', {
            done: formatNumber(items.succeeded + items.failed, locale),
            total: formatNumber(items.total, locale),
          })}
        </span>
      ) : (
        <span>{serviceOf(state.resource) ?? state.type}</span>
      )}
      {last && progress?.steps.length === 1 && (last.endedAt || last.status === 'running') && (
        <span>
          <Duration from={last.startedAt} to={last.endedAt} />
        </span>
      )}
    </>
  );
}

function Badges({ progress }: { progress?: Progress }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const count = progress?.steps.length ?? 0;
  if (!progress || (count < 2 && progress.tries < 2)) return null;
  return (
    <span className={styles.badge}>
      {count > 1 ? `×${formatNumber(count, locale)}` : t('steps.tries', { count: progress.tries })}
    </span>
  );
}

function ItemsBar({ items }: { items: NonNullable<Progress['items']> }) {
  const share = (part: number) => `${items.total > 0 ? (part / items.total) * 100 : 0}%`;
  return (
    <span className={styles.items} aria-hidden>
      <span className={styles.itemsGood} style={{ width: share(items.succeeded) }} />
      <span className={styles.itemsBad} style={{ width: share(items.failed) }} />
      <span className={styles.itemsRunning} style={{ width: share(items.running) }} />
    </span>
  );
}
