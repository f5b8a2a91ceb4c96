/** Text that is HTML already; everything else is escaped when it gets into {@link html}. */
export class Html {
  constructor(readonly text: string) {}
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

type Value = string | number | Html | readonly Html[] | undefined | false;

/** A template tag that escapes every value but {@link Html}. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(parts.reduce((text, part, at) => text + print(values[at - 1]) + part));
}

function print(value: Value): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(item => item.text).join('');
  return String(value).replace(/[&<>"']/g, character => ENTITIES[character]);
}

/** A path for an href: each segment encoded, slashes kept. */
export function href(...segments: string[]): string {
  return segments
    .flatMap(segment => segment.split('/'))
    .map(encodeURIComponent)
    .join('/');
}

/** A moment for people, in UTC: `2026-11-22 04:48`. */
export function moment(iso: string): Html {
  const utc = new Date(iso).toISOString();
  return html`<time datetime="${utc}">${utc.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
