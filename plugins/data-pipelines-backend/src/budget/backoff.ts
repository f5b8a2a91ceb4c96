/** Milliseconds to wait before the next try: anything up to a limit that doubles, so that many callers do not come back at once. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  return Math.ceil(random() * Math.min(8_000, 200 * 2 ** attempt));
}
