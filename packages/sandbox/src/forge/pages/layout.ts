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
  const repository = owner && name ? `${root}/${href(owner, name)}` : undefined;
  const tab = (key: Place['tab'], path: string, words: Html) =>
    html`<a href="${repository}${path}" ${place.tab === key ? new Html('aria-current="page"') : ''}
      >${words}</a
    >`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="${root}/style.css" />
      </head>
      <body>
        <header>
          <a class="brand" href="${root}/">Sandbox forge</a>
          ${repository && html`<span class="path">${owner} / <a href="${repository}">${name}</a></span>`}
          <a class="portal" href="/">Back to the portal</a>
        </header>
        ${
          repository &&
          html`<nav>
            ${tab('files', '', html`Files`)} ${tab('commits', '/commits', html`Commits`)}
            ${tab('pulls', '/pulls', html`Pull requests${place.openPulls ? html` <b>${place.openPulls}</b>` : ''}`)}
          </nav>`
        }
        <main>${body}</main>
      </body>
    </html>`;
  return page.text;
}

/** Served as /style.css; light or dark as the browser asks. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1f2933; --faint: #5d6b7a; --line: #d9dfe6; --back: #fff; --raised: #f5f7f9; --link: #1f5bb5; --add: #e2f5e6; --del: #fde8e8; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ec; --faint: #9aa7b4; --line: #38424d; --back: #14181c; --raised: #1d2329; --link: #82b1ff; --add: #14341f; --del: #431d1f; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
header, nav, main { max-width: 1080px; margin: 0 auto; padding: 0 20px; }
header { display: flex; gap: 14px; align-items: baseline; flex-wrap: wrap; padding-top: 18px; }
.brand { font-weight: 600; color: var(--text); } .portal { margin-left: auto; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; } a:focus-visible, button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
nav { display: flex; gap: 18px; margin-top: 12px; border-bottom: 1px solid var(--line); }
nav a { padding: 6px 0 8px; color: var(--faint); } nav a[aria-current] { color: var(--text); box-shadow: inset 0 -2px var(--link); }
nav b { font-weight: 500; background: var(--raised); border-radius: 9px; padding: 0 7px; }
main { padding-top: 18px; padding-bottom: 48px; }
h1 { font-size: 20px; margin: 0 0 12px; } h2 { font-size: 16px; margin: 24px 0 8px; }
.list { border: 1px solid var(--line); border-radius: 8px; overflow: hidden; list-style: none; margin: 0; padding: 0; }
.list li { padding: 8px 14px; display: flex; gap: 12px; align-items: baseline; } .list li + li { border-top: 1px solid var(--line); }
.list small, .faint { color: var(--faint); } .list small { margin-left: auto; white-space: nowrap; }
pre { margin: 0; padding: 14px; overflow-x: auto; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; font: 13px/1.55 ui-monospace, monospace; }
.crumbs { margin: 0 0 12px; } .add { background: var(--add); } .del { background: var(--del); } .hunk { color: var(--faint); }
.diff span { display: block; min-height: 1.55em; }
code { font: 13px ui-monospace, monospace; background: var(--raised); padding: 1px 5px; border-radius: 4px; }
button { font: inherit; padding: 7px 16px; border: 0; border-radius: 6px; background: var(--link); color: var(--back); cursor: pointer; }
.state { border-radius: 10px; padding: 1px 10px; background: var(--raised); color: var(--faint); font-size: 13px; }
`;
