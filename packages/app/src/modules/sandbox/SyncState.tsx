import {
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiLoader4Line,
  RiTimeLine,
} from '@remixicon/react';
import { SyncedPipeline } from './SandboxClient';
import styles from './sandbox.module.css';

const LOOKS = {
  waiting: { word: 'Waiting', Icon: RiTimeLine, tone: styles.quiet },
  syncing: { word: 'Syncing', Icon: RiLoader4Line, tone: styles.busy },
  synced: { word: 'Synced', Icon: RiCheckboxCircleFill, tone: styles.good },
  failed: { word: 'Failed', Icon: RiCloseCircleFill, tone: styles.bad },
};

/** State of the sync: icon, word and colour. */
export function SyncState({ state }: { state: SyncedPipeline['state'] }) {
  const { word, Icon, tone } = LOOKS[state];
  return (
    <span className={`${styles.state} ${tone}`} role="status">
      <Icon size={18} aria-hidden /> {word}
    </span>
  );
}
