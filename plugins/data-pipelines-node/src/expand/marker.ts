const BEFORE = '‹known after creation: ';
const AFTER = '›';
const MARKER = /‹known after creation: ([^›]*)›/g;

/** What stands for a value that is known only once something has been created. */
export function marker(what: string): string {
  return `${BEFORE}${what}${AFTER}`;
}

/** What the markers within a value stand for; sorted, each once. */
export function markedIn(value: unknown): string[] {
  const found = new Set<string>();
  collect(value, found);
  return [...found].sort();
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') {
    for (const [, what] of value.matchAll(MARKER)) found.add(what);
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      collect(key, found);
      collect(item, found);
    }
  }
}
