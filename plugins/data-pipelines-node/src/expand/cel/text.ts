import { InputError } from '@backstage/errors';

/** A piece of a text of a ResourceGraphDefinition: as it stands, or a CEL expression that stood between `${` and `}`. */
export type Part = { text: string } | { expr: string };

/**
 * Takes a text apart at its `${…}`, by kro's rules: braces count but within double quotes, and a `${` without its
 * closing brace is plain text.
 *
 * @throws InputError when an expression holds another one outside of quotes.
 */
export function splitText(text: string): Part[] {
  const parts: Part[] = [];
  let plainFrom = 0;
  let searchFrom = 0;
  for (;;) {
    const start = text.indexOf('${', searchFrom);
    if (start < 0) break;
    const end = endOfExpression(text, start);
    if (end === undefined) {
      searchFrom = start + 1;
      continue;
    }
    if (start > plainFrom) parts.push({ text: text.slice(plainFrom, start) });
    parts.push({ expr: text.slice(start + 2, end) });
    plainFrom = end + 1;
    searchFrom = end + 1;
  }
  if (plainFrom < text.length) parts.push({ text: text.slice(plainFrom) });
  return parts;
}

/** The expression, when the text is one `${…}` and nothing else. */
export function soleExpression(text: string): string | undefined {
  const parts = splitText(text);
  return parts.length === 1 && 'expr' in parts[0] ? parts[0].expr : undefined;
}

/** True when the text holds at least one expression. */
export function hasExpression(text: string): boolean {
  return splitText(text).some(part => 'expr' in part);
}

/** Puts parts together again. */
export function joinText(parts: Part[]): string {
  return parts.map(part => ('expr' in part ? `\${${part.expr}}` : part.text)).join('');
}

function endOfExpression(text: string, start: number): number | undefined {
  let depth = 1;
  let quoted = false;
  for (let at = start + 2; at < text.length; at++) {
    const char = text[at];
    if (quoted && char === '\\') {
      at++;
    } else if (char === '"') {
      quoted = !quoted;
    } else if (!quoted) {
      if (char === '$' && text[at + 1] === '{') {
        throw new InputError(
          `an expression may not hold another \${…}: ${text.slice(start, at + 20)}`,
        );
      }
      if (char === '{') depth++;
      if (char === '}' && --depth === 0) return at;
    }
  }
  return undefined;
}
