import { html, Html, href } from './html';

/** Where a page belongs. */
export interface Place {
  /** Path of the forge on this host, e.g. `/api/forge`. */
  root: string;
  owner?: string;
  name?: string;
  tab?: 'files' | 'commits' | 'pulls';
  openPulls?: number;
}

/** A whole page of the forge; no script, one style sheet. */
export function layout(place: Place, title: string, body: Html): string {
  const { root, owner, name } = place;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${root}/style.css" />
      </head>
      <body>
        <header>
          <a class="brand" href="${root}/">Sandbox forge</a>
          ${
            owner &&
            name &&
            html`<span class="path"
              >${owner} <span class="faint">/</span>
              <a href="${root}/${href(owner, name)}">${name}</a></span
            >`
          }
          <a class="portal" href="/">Back to the portal</a>
        </header>
        ${owner && name && tabs(place, `${root}/${href(owner, name)}`)}
        <main>${body}</main>
      </body>
    </html>`;
  return page.text;
}

function tabs(place: Place, repository: string): Html {
  const tab = (key: Place['tab'], path: string, words: Html) =>
    html`<a href="${repository}${path}" ${place.tab === key && new Html('aria-current="page"')}
      >${words}</a
    > `;
  const open = !!place.openPulls && html` <b>${place.openPulls}</b>`;
  return html`<nav aria-label="Repository">
    ${tab('files', '', html`Files`)}${tab('commits', '/commits', html`Commits`)}
    ${tab('pulls', '/pulls', html`Pull requests${open}`)}
  </nav>`;
}
