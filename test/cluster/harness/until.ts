import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until the answer is truthy, and gives it back.
 *
 * @param what completes "waited in vain until …", such as "the bucket is there".
 * @param timeoutMs after which it fails; generous, since machines differ.
 * @throws Error with what was waited for and, if `ask` threw, what it said last.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  timeoutMs = 120_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    let fault: unknown;
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      if (error instanceof Fatal) throw error;
      fault = error;
    }
    if (Date.now() > end) {
      const said = fault instanceof Error ? `: ${fault.message}` : '';
      throw new Error(`waited ${timeoutMs / 1000} s in vain until ${what}${said}`, {
        cause: fault,
      });
    }
    await sleep(150);
  }
}

/** What no waiting mends. */
export class Fatal extends Error {}
