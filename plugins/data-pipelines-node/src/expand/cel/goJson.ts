/**
 * JSON as Go's encoding/json writes it, which is what kro's json.marshal gives: keys sorted by their bytes, and `<`, `>`,
 * `&` and the two line separators escaped. So the texts are the same as kro's to the byte, and stable.
 */
export function goJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return goNumber(value);
  if (typeof value === 'string') return goString(value);
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  const entries = Object.entries(value as object).sort(([a], [b]) => compareBytes(a, b));
  return `{${entries.map(([key, item]) => `${goString(key)}:${goJson(item)}`).join(',')}}`;
}

function goString(text: string): string {
  const wellFormed = Buffer.from(text).toString(); // half a surrogate pair becomes U+FFFD, as in Go
  return JSON.stringify(wellFormed).replace(
    /[<>&\u2028\u2029]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Go prints floats as JavaScript does, but for the exponent's form: `1e+21` in both, `1e-07` where JavaScript has `1e-7`. */
function goNumber(value: number): string {
  const magnitude = Math.abs(value);
  if (value !== 0 && magnitude < 1e-6) return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
  return JSON.stringify(value);
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
