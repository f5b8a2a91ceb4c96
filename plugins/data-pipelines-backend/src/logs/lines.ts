import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ConflictError } from '@backstage/errors';

/** Part of a log: its lines from number `firstLine` on. */
export interface Window {
  firstLine: number;
  lines: string[];
  /** Lines in all; absent when reading stopped before the end. */
  totalLines?: number;
  more: boolean;
}

/** Which part of a log to read: lines from a number (from 1), or the last ones. */
export type Range = { from: number; limit: number } | { tail: number };

/** How far a log is read, in bytes as unpacked: it may be gigabytes. */
export interface ReadLimits {
  /** Nobody reads on past this. */
  most: number;
  /** Once all lines asked for are there, reading goes on to this only, to count how many there are in all. */
  counted: number;
}

const LIMITS: ReadLimits = { most: 256 * 1024 * 1024, counted: 16 * 1024 * 1024 };
/** Characters of a line that are kept; what is longer is no line for people. */
const MOST_CHARACTERS = 8_192;

function trimmed(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

class Slice {
  private readonly lines: string[] = [];
  private seen = 0;

  constructor(
    private readonly from: number,
    private readonly limit: number,
  ) {}

  /** True once one line more than asked for has been seen, which tells that there is more. */
  get full() {
    return this.seen >= this.from + this.limit;
  }

  add(line: string) {
    this.seen += 1;
    if (this.seen >= this.from && this.lines.length < this.limit) {
      this.lines.push(line);
    }
  }

  window(whole: boolean): Window {
    return {
      firstLine: this.from,
      lines: this.lines,
      ...(whole && { totalLines: this.seen }),
      more: this.seen >= this.from + this.lines.length,
    };
  }
}

class Tail {
  readonly full = false;
  private lines: string[] = [];
  private seen = 0;

  constructor(private readonly limit: number) {}

  add(line: string) {
    this.seen += 1;
    this.lines.push(line);
    // Cut now and then only: shifting at every line would copy the array each time.
    if (this.lines.length > 2 * this.limit) {
      this.lines = this.lines.slice(-this.limit);
    }
  }

  window(whole: boolean): Window {
    const lines = this.lines.slice(-this.limit);
    return {
      firstLine: this.seen - lines.length + 1,
      lines,
      ...(whole && { totalLines: this.seen }),
      more: !whole,
    };
  }
}

/**
 * Reads lines of a gzip stream without ever holding more than the part asked for.
 *
 * @throws ConflictError when the bytes are not gzip.
 */
export async function readLines(packed: Readable, range: Range, limits = LIMITS): Promise<Window> {
  const collector = 'tail' in range ? new Tail(range.tail) : new Slice(range.from, range.limit);
  const unpacked = packed.pipe(createGunzip());
  packed.on('error', error => unpacked.destroy(error));
  let rest = '';
  let bytes = 0;
  let whole = true;
  const decoder = new TextDecoder('utf-8');
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = parts.pop()!.slice(0, MOST_CHARACTERS);
      for (const line of parts) {
        collector.add(trimmed(line));
      }
      if (bytes > (collector.full ? limits.counted : limits.most)) {
        whole = false;
        break;
      }
    }
  } catch (error) {
    // A log that is still being written may end in the middle of a block: what came is worth showing.
    if ((error as { code?: string }).code !== 'Z_BUF_ERROR') {
      throw /^Z_/.test((error as { code?: string }).code ?? '')
        ? new ConflictError('The log in S3 is not packed by gzip: it was not written by EMR')
        : error;
    }
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
  if (whole && rest) {
    collector.add(trimmed(rest));
  }
  return collector.window(whole);
}
