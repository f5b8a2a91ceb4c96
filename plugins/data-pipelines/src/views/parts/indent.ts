const TOKENS = /"(?:[^"\\]+|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/g;

/**
 * Indents JSON text; `undefined` when it is none. Numbers stay as they are written: read as such, those above 2^53
 * would come out as others.
 */
export function indent(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  let pretty = '';
  let depth = 0;
  let opened = false;
  const newLine = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(TOKENS)) {
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    if (opened !== closes) pretty += newLine();
    opened = token === '{' || token === '[';
    if (opened) depth += 1;
    pretty += written(token);
    if (token === ',') pretty += newLine();
  }
  return pretty;
}

/** Escapes that JSON does not need are undone, so that text can be read and found. */
function written(token: string): string {
  if (token === ':') return ': ';
  return token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token;
}
