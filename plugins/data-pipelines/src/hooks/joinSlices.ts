import { LogSlice } from 'backstage-plugin-data-pipelines-common';

/** Lines of a log asked for at a time. */
export const LOG_PAGE = 500;
/** Lines kept; what is farther away is loaded again when a person gets there. */
const MOST = 5_000;

/** Puts lines of a log to those known; `undefined` where between the two are lines that nobody knows. */
export function joinSlices(known: LogSlice, slice: LogSlice): LogSlice | undefined {
  const from = slice.firstLine - known.firstLine;
  const to = from + slice.lines.length;
  if (from > known.lines.length || to < 0) return undefined;
  const [last, other] = to < known.lines.length ? [known, slice] : [slice, known];
  const joined = {
    ...last,
    failedLine: last.failedLine ?? other.failedLine,
    firstLine: Math.min(known.firstLine, slice.firstLine),
    lines: [...known.lines.slice(0, Math.max(0, from)), ...slice.lines, ...known.lines.slice(to)],
  };
  const tooMany = joined.lines.length - MOST;
  if (tooMany <= 0) return joined;
  if (from < 0) return { ...joined, lines: joined.lines.slice(0, MOST), more: true };
  // By whole pages, so that what is drawn of the others can stay.
  const dropped = Math.ceil(tooMany / LOG_PAGE) * LOG_PAGE;
  return {
    ...joined,
    firstLine: joined.firstLine + dropped,
    lines: joined.lines.slice(dropped),
  };
}
