import { setTimeout } from 'node:timers/promises';
import { titleOf, KubeObject } from '../kube/kubeObject';

const CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
  'UND_ERR_SOCKET',
]);

/** A newer push, or the end of the process, made this sync pointless. */
export class Superseded extends Error {
  override readonly name = 'Superseded';

  constructor() {
    super('a newer push came');
  }
}

/** Whether the local AWS does not answer at all, so that trying again later makes sense. */
export function isUnreachable(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = (at as Error & { code?: unknown }).code;
    if (CONNECTION.has(at.name) || (typeof code === 'string' && CONNECTION.has(code))) {
      return true;
    }
  }
  return false;
}

/** What AWS said about one object, as a sentence; errors that are sentences already stay as they are. */
export function refusal(object: KubeObject, error: unknown): Error {
  if (!(error instanceof Error) || !('$metadata' in error) || isUnreachable(error)) {
    return error instanceof Error ? error : new Error(String(error));
  }
  return new Error(`${titleOf(object)}: AWS refused it (${error.name}): ${error.message}`, {
    cause: error,
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
