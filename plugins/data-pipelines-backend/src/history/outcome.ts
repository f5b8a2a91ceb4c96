import type { RunError, RunStatus } from 'backstage-plugin-data-pipelines-common';
import { parseObject } from './json';
import { toRunError } from './runError';

/** What the end of a run says without its history: whether it was a duplicate, and the error for a list. */
export function outcomeOf(
  status: RunStatus,
  said: { output?: string | null; error?: string | null; cause?: string | null },
): { status: RunStatus; error?: RunError } {
  if (status === 'succeeded') {
    const duplicate = parseObject(said.output ?? undefined)?.duplicate === true;
    return { status: duplicate ? 'duplicate' : status };
  }
  if (!said.error && !said.cause) {
    return { status };
  }
  const { cause: _cause, ...error } = toRunError(said.error ?? undefined, said.cause ?? undefined);
  return { status, error };
}
