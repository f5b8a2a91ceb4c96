import { CSSProperties, useMemo, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { RiArrowRightSLine } from '@remixicon/react';
import { RunDetail } from 'backstage-plugin-data-pipelines-common';
import { useNow } from '../../hooks';
import { dataPipelinesTranslationRef } from '../../translation';
import {
  formatDuration,
  formatNumber,
  JOB_LOOKS,
  Notice,
  Panel,
  STEP_LOOKS,
  useLocale,
  useWidth,
  VirtualList,
} from '../parts';
import parts from '../parts/parts.module.css';
import { nest } from '../run/nest';
import { Bar, Lane, lanesOf, ticksOf } from './lanesOf';
import styles from './timeline.module.css';

const ROW = 34;
/** From this many lanes on only what is seen is drawn. */
const LONG = 60;

/** When each step worked and when it waited: one lane per step, its tries side by side. */
export function TimelinePanel(props: {
  run: RunDetail;
  selected?: string;
  onSelect(name: string): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { run } = props;
  const tree = useMemo(() => nest(run.steps), [run.steps]);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set());
  const lanes = useMemo(() => lanesOf(tree, run, open), [tree, run, open]);
  const now = useNow(1_000);
  const start = Date.parse(run.startedAt);
  const end = Math.max(run.endedAt ? Date.parse(run.endedAt) : now, start + 1_000);
  const [ref, width = 800] = useWidth();
  const ticks = ticksOf((end - start) / 1000, width < 560 ? 3 : 7);
  const toggle = (id: string) =>
    setOpen(before => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  if (lanes.length === 0) {
    return (
      <Panel title={t('timeline.title')}>
        <Notice>{t('steps.none')}</Notice>
      </Panel>
    );
  }
  const place = (from: number, to: number): CSSProperties => ({
    left: `${((from - start) / (end - start)) * 100}%`,
    width: `${((to - from) / (end - start)) * 100}%`,
  });
  const row = (lane: Lane) => (
    <LaneRow
      lane={lane}
      now={end}
      place={place}
      selected={lane.step !== undefined && lane.step.name === props.selected}
      onSelect={() => lane.step && props.onSelect(lane.step.name)}
      onToggle={() => toggle(lane.key)}
    />
  );
  return (
    <Panel title={t('timeline.title')}>
      <div ref={ref} className={styles.timeline}>
        <div className={styles.axis} aria-hidden>
          <span />
          <span className={styles.ticks}>
            {ticks.map(tick => (
              <span
                key={tick}
                className={styles.tickName}
                style={{ left: `${((tick * 1000) / (end - start)) * 100}%` }}
              >
                {tick === 0 ? '0' : `+${tickName(tick)}`}
              </span>
            ))}
          </span>
        </div>
        {lanes.length > LONG ? (
          <VirtualList
            count={lanes.length}
            rowHeight={ROW}
            height="70vh"
            label={t('timeline.title')}
          >
            {index => row(lanes[index])}
          </VirtualList>
        ) : (
          <ol className={styles.lanes}>
            {lanes.map(lane => (
              <li key={lane.key} style={{ height: ROW }}>
                {row(lane)}
              </li>
            ))}
          </ol>
        )}
        <Legend />
      </div>
    </Panel>
  );
}

function LaneRow(props: {
  lane: Lane;
  now: number;
  place(from: number, to: number): CSSProperties;
  selected: boolean;
  onSelect(): void;
  onToggle(): void;
}) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const locale = useLocale();
  const { lane, now, place } = props;
  const { step, job, depth } = lane;
  const indent = { '--depth': Math.min(depth, 4) } as CSSProperties;
  const name = step
    ? `${step.name}${step.iteration === undefined ? '' : ` #${formatNumber(step.iteration, locale)}`}`
    : t('timeline.job');
  const look = step
    ? (STEP_LOOKS[step.status] ?? STEP_LOOKS.unknown)
    : job && (JOB_LOOKS[job.state] ?? JOB_LOOKS.UNKNOWN);
  const from = lane.bars[0]?.from;
  const to = lane.bars.at(-1)?.to ?? now;
  return (
    <div className={props.selected ? styles.selectedLane : styles.lane}>
      <span className={styles.name} style={indent}>
        {lane.opens ? (
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={lane.hidden === 0}
            aria-label={t(lane.hidden === 0 ? 'timeline.close' : 'timeline.open', { name })}
            onClick={props.onToggle}
          >
            <RiArrowRightSLine
              aria-hidden
              className={lane.hidden === 0 ? styles.turned : undefined}
            />
          </button>
        ) : (
          <span className={styles.gap} />
        )}
        {step ? (
          <button type="button" className={styles.step} title={name} onClick={props.onSelect}>
            {name}
          </button>
        ) : (
          <span className={styles.job} title={job?.id}>
            {name}
          </span>
        )}
        {lane.hidden > 0 && (
          <span className={styles.hidden}>{formatNumber(lane.hidden, locale)}</span>
        )}
      </span>
      <span className={styles.track}>
        {lane.bars.map(bar => (
          <Piece key={`${bar.kind} ${bar.from}`} bar={bar} now={now} place={place} />
        ))}
        {from !== undefined && (
          <span className={styles.took} style={tookPlace(place(from, to))}>
            {look && <look.Icon aria-hidden className={`${styles.icon} ${parts[look.tone]}`} />}
            {formatDuration(to - from)}
          </span>
        )}
      </span>
    </div>
  );
}

/** Round times are short: `2 m` rather than `2 m 00 s`. */
function tickName(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  if (seconds >= 60 && seconds % 60 === 0) return `${seconds / 60} m`;
  return formatDuration(seconds * 1000);
}

/** After its bar; the track leaves room for it at its end. */
function tookPlace({ left, width }: CSSProperties): CSSProperties {
  return { left: `${parseFloat(String(left)) + parseFloat(String(width))}%` };
}

function Piece(props: { bar: Bar; now: number; place(from: number, to: number): CSSProperties }) {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  const { bar, now, place } = props;
  const to = bar.to ?? now;
  const waits = bar.kind === 'wait' || bar.jobState === 'PENDING' || bar.jobState === 'SUBMITTED';
  let word: string = t('timeline.waits');
  let tone = 'warning';
  if (bar.jobState) {
    word = t(`jobState.${bar.jobState}`);
    tone = JOB_LOOKS[bar.jobState].tone;
  } else if (bar.status) {
    word = t(`stepStatus.${bar.status}`);
    tone = (STEP_LOOKS[bar.status] ?? STEP_LOOKS.unknown).tone;
  }
  const title = [
    bar.number !== undefined && bar.number > 1
      ? t('timeline.try', { number: String(bar.number) })
      : undefined,
    word,
    formatDuration(to - bar.from),
    bar.error,
  ]
    .filter(Boolean)
    .join(', ');
  const classes = [
    styles.bar,
    styles[`tone_${tone}`],
    waits && styles.waits,
    tone === 'negative' && styles.fails,
    bar.kind === 'job' && styles.thin,
    bar.to === undefined && styles.goes,
  ];
  return (
    <span
      role="img"
      aria-label={title}
      title={title}
      className={classes.filter(Boolean).join(' ')}
      style={place(bar.from, to)}
    />
  );
}

function Legend() {
  const { t } = useTranslationRef(dataPipelinesTranslationRef);
  return (
    <p className={styles.legend}>
      <span className={`${styles.sample} ${styles.waits} ${styles.tone_warning}`} aria-hidden />
      {t('timeline.legendWaits')}
      <span className={`${styles.sample} ${styles.tone_positive}`} aria-hidden />
      {t('timeline.legendWorks')}
      <span className={`${styles.sample} ${styles.fails} ${styles.tone_negative}`} aria-hidden />
      {t('timeline.legendFails')}
    </p>
  );
}
