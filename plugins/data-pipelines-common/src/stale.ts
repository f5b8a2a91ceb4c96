import type { IsoTime } from './time';

/** Why an answer is older than it should be: AWS throttles, is down, or does not let the portal in. */
export interface Stale {
  /** When AWS was last heard of what is shown. */
  since: IsoTime;
  /** One sentence: what keeps AWS from answering, and what helps. */
  reason: string;
}
