import { setTimeout } from 'node:timers/promises';
import { titleOf, KubeObject } from '../kube/kubeObject';

// By text as well: where the SDK does not know an error as one, it keeps only its message.
const CONNECTION =
  /\b(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|UND_ERR_SOCKET|TimeoutError|socket hang up)\b/;

/** A newer push, or the end of the process, made this sync pointless. */
export class Superseded extends Error {
  override readonly name = 'Superseded';

  constructor() {
    super('a newer push came');
  }
}

/** Whether the local AWS does not answer at all, so that trying again later makes sense. */
export function isUnreachable(error: unknown): boolean {
  for (let at = error; typeof at === 'object' && at !== null; at = (at as Error).cause) {
    const { name, code, message } = at as Error & { code?: string };
    if (CONNECTION.test(`${name} ${code} ${message}`)) {
      return true;
    }
  }
  return false;
}

/** What AWS said about one object, as a sentence; errors that are sentences already stay as they are. */
export function refusal(object: KubeObject, cause: unknown): Error {
  const error = cause as Error;
  if (!('$metadata' in error) || isUnreachable(error)) {
    return error;
  }
  return new Error(`${titleOf(object)}: AWS refused it (${error.name}): ${error.message}`, {
    cause,
  });
}

/** @throws Superseded when there is no point in going on. */
export function checkpoint(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new Superseded();
  }
}

/** Waits, but not beyond the moment in which it becomes pointless. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  checkpoint(signal);
  await setTimeout(milliseconds, undefined, { signal }).catch(() => {});
  checkpoint(signal);
}
