import { useState } from 'react';
import { RUN_STATUSES, RunPage, RunStatus } from 'backstage-plugin-data-pipelines-common';
import { RunFilter } from '../../hooks';

type Counts = RunPage['counts'];

/** Offered even where none has it; the others only where there are some, or one was chosen. */
const USUAL: RunStatus[] = ['running', 'succeeded', 'failed'];

/**
 * The statuses to offer, and their counts as far as they are known. While the list loads anew nothing moves: a chip
 * that was offered stays, for the focus may be on it, and so do the counts, which do not depend on the statuses chosen.
 */
export function useChips(
  { status, range, text }: RunFilter,
  loaded: Counts,
): { choices: RunStatus[]; counts: Counts } {
  const about = JSON.stringify([range, text]);
  const [known, setKnown] = useState({ about, counts: loaded });
  if (known.about !== about || (loaded && loaded !== known.counts)) {
    setKnown({ about, counts: loaded });
  }
  const counts = loaded ?? (known.about === about ? known.counts : undefined);

  const [offered, setOffered] = useState(USUAL);
  const choices = RUN_STATUSES.filter(
    choice => offered.includes(choice) || counts?.[choice] || status.includes(choice),
  );
  if (choices.length > offered.length) setOffered(choices);
  return { choices, counts };
}
