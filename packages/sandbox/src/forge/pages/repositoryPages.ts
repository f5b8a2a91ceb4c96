import type { Commit, TreeEntry } from '../contents';
import { html, Html, href, moment } from './html';

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

/** How to get at a repository with git; `cloneUrl` ends with `.git`. */
export function cloneHint(cloneUrl: string, username: string): Html {
  return html`<div class="box">
    <p><code>git clone ${cloneUrl}</code></p>
    <p class="faint">
      To push, git asks for a user, <code>${username}</code>, and the password that stands in
      app-config.yaml. What is pushed to main is applied to the local AWS at once.
    </p>
  </div>`;
}

/** A repository that nobody pushed to yet. */
export function emptyRepository(): Html {
  return html`<h1>Nothing here yet</h1>
    <p>Nobody has pushed to this repository. Clone it, commit to main, push.</p>`;
}

/** Where one is in the tree, each folder a link, and on which branch. */
export function crumbs(base: string, branch: string, name: string, path: string): Html {
  const parts = path.split('/').filter(Boolean);
  const links = parts.map((part, at) =>
    at === parts.length - 1
      ? html` / ${part}`
      : html` / <a href="${base}/${href(...parts.slice(0, at + 1))}">${part}</a>`,
  );
  return html`<div class="above">
    <span><a href="${base}">${name}</a>${links}</span> <small>branch <code>${branch}</code></small>
  </div>`;
}

/** Branch and newest commit, in a line above the topmost files. */
export function lastCommit(branch: string, commit: Commit): Html {
  return html`<div class="above faint">
    <span><code>${branch}</code> at <code>${commit.id.slice(0, 8)}</code> ${commit.subject}</span>
    <small>${commit.author}, ${moment(commit.date)}</small>
  </div>`;
}

/** The entries of a folder. */
export function folder(base: string, path: string, entries: TreeEntry[]): Html {
  const rows = entries.map(entry => {
    const target = `${base}/${href(...[path, entry.name].filter(Boolean))}`;
    const name = entry.type === 'folder' ? `${entry.name}/` : entry.name;
    return entry.type === 'other'
      ? html`<li><span class="faint">${entry.name} (a link or a submodule)</span></li>`
      : html`<li><a href="${target}">${name}</a></li>`;
  });
  return html`<ul class="list">
    ${rows}
  </ul>`;
}

/** A file as text, or a line that says why not. */
export function file(content: Buffer): Html {
  if (!content.length) return html`<p class="faint">This file is empty.</p>`;
  if (content.length > PRINTABLE_LIMIT) {
    return html`<p class="faint">${content.length} bytes: too long to show here.</p>`;
  }
  if (content.includes(0)) {
    return html`<p class="faint">${content.length} bytes that are not text.</p>`;
  }
  const lines = content.toString('utf8').replace(/\n$/, '').split('\n');
  return html`<div class="file numbered">${lines.map(line => html`<span>${line}</span>`)}</div>`;
}

/** The newest commits, each a link to what it changed. */
export function commits(base: string, all: Commit[]): Html {
  const rows = all.map(
    ({ id, author, date, subject }) =>
      html`<li>
        <span><code>${id.slice(0, 8)}</code> <a href="${base}/commit/${id}">${subject}</a></span>
        <small>${author}, ${moment(date)}</small>
      </li>`,
  );
  return html`<h1>Commits of main</h1>
    <ul class="list">
      ${rows}
    </ul>`;
}

/** One commit, before what it changed. */
export function commitHead({ id, author, date, subject }: Commit): Html {
  return html`<h1>${subject}</h1>
    <p class="faint"><code>${id}</code> ${author}, ${moment(date)}</p>`;
}
