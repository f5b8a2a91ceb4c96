import { DropFile } from './DropFile';
import { useSyncedPipeline } from './useSyncedPipeline';

/** A file to start the first run with, where the runs would be; nothing until it can be dropped. */
export function FirstDrop() {
  const { pipeline } = useSyncedPipeline();
  return pipeline?.syncedCommit ? <DropFile pipeline={pipeline} brief /> : null;
}
