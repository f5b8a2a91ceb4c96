import type { LogFile } from 'backstage-plugin-data-pipelines-common';

/** The lines of a log that tell why a job failed. */
export interface Reason {
  /** What went wrong, in the job's own words. */
  sentence: string;
  /** Index of the line that says it. */
  at: number;
  /** The lines around it, from the beginning of the traceback or the exception. */
  first: number;
  lines: string[];
}

/** A reason together with the log that tells it. */
export interface FoundReason {
  log: LogFile;
  reason: Reason;
  /** Number of the log's line that is index 0 of what the reason was found in, from 1. */
  firstLine: number;
}

/** A traceback may be long; its beginning and its end tell most. */
const MOST_LINES = 60;

const TRACEBACK = /^Traceback \(most recent call last\):/;
// `module.NameError: what`, at the margin; a traceback's own lines are indented.
const PYTHON_END = /^[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Failure)\b(?:: .*)?$/;
const JAVA_START =
  /^(?:Exception in thread .*?|.*\b(?:ERROR|FATAL)\b.*?|: ?)?\s*((?:[a-z_]\w*\.)+[A-Z]\w*(?:Exception|Error)\b)(?=: |$)/;
/** Characters in which an exception must have been named: a log is its job's to write, and a long line costs its cube. */
const MOST_HEAD = 300;
const JAVA_CAUSE = /^\s*Caused by: (.*)$/;
const JAVA_FRAME = /^\s+(?:at |\.\.\. \d+ more)/;
/** The line by which our jobs say what is wrong, before the traceback. */
const TOLD = /^error: (.+)$/;

/**
 * Finds in a log why its job failed: the job's own line, the last Python traceback or the last Java exception, in this
 * order of trust. Undefined when there is none of them; the end of a log is not a reason.
 */
export function findReason(lines: readonly string[]): Reason | undefined {
  const told = lines.findLastIndex(line => TOLD.test(line));
  const trace = traceback(lines) ?? javaException(lines);
  if (told < 0) {
    return trace;
  }
  const sentence = TOLD.exec(lines[told])![1].trim();
  // The job says its line first, then Python prints the traceback that led to it.
  const first = trace && trace.first < told ? trace.first : told;
  const last = trace ? Math.max(told, trace.first + trace.lines.length - 1) : told;
  return reasonOf(lines, first, last, told, sentence);
}

function traceback(lines: readonly string[]): Reason | undefined {
  const first = lines.findLastIndex(line => TRACEBACK.test(line));
  if (first < 0) {
    return undefined;
  }
  const length = lines.slice(first + 1).findIndex(line => PYTHON_END.test(line));
  if (length < 0) {
    return undefined;
  }
  const at = first + 1 + length;
  // What Python was told by the JVM follows its own line; the deepest cause says more than the wrapper.
  const java = /Py4JJavaError/.test(lines[at]) ? javaBlock(lines, at + 1) : undefined;
  if (java) {
    return reasonOf(lines, first, java.last, java.at, java.sentence);
  }
  return reasonOf(lines, first, at, at, lines[at].trim());
}

/** What a line says from the name of an exception on; undefined where it begins none. */
function javaStart(line: string): string | undefined {
  const head = JAVA_START.exec(line.slice(0, MOST_HEAD));
  return head ? line.slice(head[0].length - head[1].length) : undefined;
}

function javaException(lines: readonly string[]): Reason | undefined {
  const first = lines.findLastIndex(
    (line, index) => JAVA_FRAME.test(lines[index + 1] ?? '') && javaStart(line) !== undefined,
  );
  const block = first < 0 ? undefined : javaBlock(lines, first);
  return block && reasonOf(lines, first, block.last, block.at, block.sentence);
}

/** An exception with its frames and causes, from the line that begins it. */
function javaBlock(lines: readonly string[], first: number) {
  const sentence = javaStart(lines[first] ?? '');
  if (sentence === undefined) {
    return undefined;
  }
  const block = { at: first, last: first, sentence };
  for (let index = first + 1; index < lines.length; index++) {
    const cause = JAVA_CAUSE.exec(lines[index]);
    if (cause) {
      block.at = index;
      block.sentence = cause[1];
    } else if (!JAVA_FRAME.test(lines[index])) {
      break;
    }
    block.last = index;
  }
  return block;
}

function reasonOf(
  lines: readonly string[],
  first: number,
  last: number,
  at: number,
  sentence: string,
): Reason {
  // The line that says it must be among those shown, with what follows it as far as there is room.
  const start = last - first < MOST_LINES ? first : Math.max(first, at - MOST_LINES + 10);
  return {
    sentence,
    at,
    first: start,
    lines: lines.slice(start, Math.min(last + 1, start + MOST_LINES)),
  };
}
