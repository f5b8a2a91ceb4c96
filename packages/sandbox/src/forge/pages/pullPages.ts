import type { PullRequest } from '../PullRequests';
import { html, Html } from './html';

/** The pull requests of a repository, the newest first. */
export function pullList(base: string, pulls: PullRequest[]): Html {
  if (!pulls.length) {
    return html`<h1>No pull request yet</h1>
      <p>Push a branch, then open one by <code>POST ${base}/pulls</code> of Gitea's API.</p>`;
  }
  const rows = [...pulls].reverse().map(
    pull =>
      html`<li>
        <a href="${base}/pulls/${pull.number}">#${pull.number} ${pull.title}</a>
        <small><span class="state">${stateOf(pull)}</span></small>
      </li>`,
  );
  return html`<h1>Pull requests</h1>
    <ul class="list">
      ${rows}
    </ul>`;
}

/** One pull request with its diff and, while it is open, the button to merge it. */
export function pullPage(base: string, pull: PullRequest, diff: string): Html {
  const merge =
    pull.state === 'open' &&
    html`<form method="post" action="${base}/pulls/${pull.number}/merge">
      <button>Merge into ${pull.base}</button>
    </form>`;
  return html`<h1>#${pull.number} ${pull.title} <span class="state">${stateOf(pull)}</span></h1>
    <p class="faint"><code>${pull.head}</code> into <code>${pull.base}</code></p>
    ${pull.body && html`<pre>${pull.body}</pre>`} ${merge}
    <h2>Changes</h2>
    ${diff ? html`<pre class="diff">${lines(diff)}</pre>` : html`<p>Nothing changes.</p>`}`;
}

/** What a browser reads when a merge or another action did not work. */
export function refusal(base: string, message: string): Html {
  return html`<h1>That did not work</h1>
    <p>${message}</p>
    <p><a href="${base}">Back</a></p>`;
}

function stateOf(pull: PullRequest): string {
  return pull.merged ? 'merged' : pull.state;
}

function lines(diff: string): Html[] {
  const classes: Record<string, string> = { '+': 'add', '-': 'del', '@': 'hunk' };
  return diff.split('\n').map(line => html`<span class="${classes[line[0]] ?? ''}">${line}</span>`);
}
