import type { Commit, TreeEntry } from '../Repositories';
import { html, Html, href } from './html';

const PRINTABLE_LIMIT = 512 * 1024;

/** All repositories. */
export function repositoryList(root: string, all: { owner: string; name: string }[]): Html {
  if (!all.length) {
    return html`<h1>No repository yet</h1>
      <p>Create a pipeline in <a href="/create">the portal</a>: its repository shows up here.</p>`;
  }
  const rows = all.map(
    ({ owner, name }) =>
      html`<li><a href="${root}/${href(owner, name)}">${owner} / ${name}</a></li>`,
  );
  return html`<h1>Repositories</h1>
    <ul class="list">
      ${rows}
    </ul>`;
}

/** Where one is in the tree, each folder a link. */
export function crumbs(base: string, name: string, file: string): Html {
  const parts = file.split('/').filter(Boolean);
  const links = parts.map((part, at) =>
    at === parts.length - 1
      ? html` / ${part}`
      : html` / <a href="${base}/${href(...parts.slice(0, at + 1))}">${part}</a>`,
  );
  return html`<p class="crumbs"><a href="${base}">${name}</a>${links}</p>`;
}

/** The entries of a folder. */
export function folder(base: string, path: string, entries: TreeEntry[]): Html {
  const rows = entries.map(entry => {
    const target = `${base}/${href(...[path, entry.name].filter(Boolean))}`;
    const name = entry.type === 'folder' ? `${entry.name}/` : entry.name;
    return entry.type === 'other'
      ? html`<li><span class="faint">${entry.name} (a link or a module)</span></li>`
      : html`<li><a href="${target}">${name}</a></li>`;
  });
  return html`<ul class="list">
    ${rows}
  </ul>`;
}

/** A file as text, or a line that says why not. */
export function file(content: Buffer): Html {
  if (content.length > PRINTABLE_LIMIT)
    return html`<p>${content.length} bytes: too long to show here.</p>`;
  if (content.includes(0)) return html`<p>${content.length} bytes that are not text.</p>`;
  return html`<pre>${content.toString('utf8')}</pre>`;
}

/** The newest commits. */
export function commits(all: Commit[]): Html {
  const rows = all.map(
    ({ id, author, date, subject }) =>
      html`<li>
        <code>${id.slice(0, 8)}</code> ${subject}
        <small>${author}, ${date.replace('T', ' ')}</small>
      </li>`,
  );
  return html`<h1>Commits of main</h1>
    <ul class="list">
      ${rows}
    </ul>`;
}
