import { diffFiles, DiffFile } from './diffFiles';
import { html, Html } from './html';

const PRINTABLE_LIMIT = 1024 * 1024;
const OPEN_LINES = 400;

/** A diff, each file to fold; long ones are folded. */
export function diffView(diff: string): Html {
  if (!diff) return html`<p>Nothing changes.</p>`;
  if (diff.length > PRINTABLE_LIMIT) {
    return html`<p>${diff.length} bytes of changes: too long to show here; git shows them.</p>`;
  }
  const files = diffFiles(diff);
  const words = files.length === 1 ? '1 file' : `${files.length} files`;
  return html`<p class="faint">${words}</p>
    ${files.map(fileView)}`;
}

function fileView(file: DiffFile): Html {
  const count = (kind: string) => file.lines.filter(line => line.kind === kind).length;
  const lines = file.lines.map(({ kind, text }) => html`<span class="${kind}">${text}</span>`);
  const open = file.lines.length <= OPEN_LINES && new Html('open');
  const body = file.lines.length
    ? html`<div class="file">${lines}</div>`
    : html`<p class="none faint">${file.binary ? 'Not text.' : 'No line of it changes.'}</p>`;
  return html`<details class="diff" ${open}>
    <summary>
      ${file.name} ${file.change !== 'changed' && html`<span class="state">${file.change}</span>`}
      <span class="plus">+${count('add')}</span> <span class="minus">−${count('del')}</span>
    </summary>
    ${body}
  </details>`;
}
