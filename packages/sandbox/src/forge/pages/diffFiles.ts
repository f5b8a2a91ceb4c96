/** One line of a diff, its sign still before it. */
export interface DiffLine {
  kind: 'add' | 'del' | 'hunk' | 'same';
  text: string;
}

/** What a diff says of one file. */
export interface DiffFile {
  /** Its path; of a renamed one `old → new`. */
  name: string;
  change: 'added' | 'deleted' | 'renamed' | 'changed';
  binary: boolean;
  lines: DiffLine[];
}

const KINDS: Record<string, DiffLine['kind']> = { '+': 'add', '-': 'del', '@': 'hunk' };

/** Takes git's unified diff apart, file by file. */
export function diffFiles(diff: string): DiffFile[] {
  return diff
    .split(/^(?=diff --git )/m)
    .filter(part => part.startsWith('diff --git '))
    .map(toFile);
}

function toFile(part: string): DiffFile {
  const start = part.search(/^@@ /m);
  const head = start < 0 ? part : part.slice(0, start);
  const body = start < 0 ? '' : part.slice(start).replace(/\n$/, '');
  const value = (pattern: RegExp) => pattern.exec(head)?.[1].replace(/\t$/, '');
  const from = value(/^rename from (.*)$/m);
  const to = value(/^rename to (.*)$/m);
  const change =
    (/^new file mode/m.test(head) && 'added') ||
    (/^deleted file mode/m.test(head) && 'deleted') ||
    (from !== undefined && 'renamed') ||
    'changed';
  const path =
    value(/^\+\+\+ "?b\/(.*?)"?$/m) ??
    value(/^--- "?a\/(.*?)"?$/m) ??
    // Without text both sides have the same name: `diff --git a/NAME b/NAME`.
    value(/^diff --git "?a\/(.*)"? "?b\/\1"?$/m);
  return {
    name: from !== undefined && to !== undefined ? `${from} → ${to}` : (path ?? '(unnamed)'),
    change,
    binary: /^Binary files /m.test(head),
    lines: body
      .split('\n')
      .filter((line, at) => at > 0 || line)
      .map(text => ({ kind: KINDS[text[0]] ?? 'same', text })),
  };
}
