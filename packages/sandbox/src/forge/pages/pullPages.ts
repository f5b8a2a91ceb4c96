import type { PullRequest } from '../PullRequests';
import { diffView } from './diffPage';
import { html, Html } from './html';

/** A branch that could become a pull request. */
export interface Candidate {
  branch: string;
  /** Commits that main has not. */
  ahead: number;
  /** Of its newest commit. */
  subject: string;
}

/** The pull requests of a repository, the newest first, and the branches that could become one. */
export function pullList(base: string, pulls: PullRequest[], candidates: Candidate[]): Html {
  const rows = [...pulls].reverse().map(
    pull =>
      html`<li>
        <a href="${base}/pulls/${pull.number}">#${pull.number} ${pull.title}</a>
        <small><code>${pull.head}</code> ${state(pull)}</small>
      </li>`,
  );
  const list = pulls.length
    ? html`<h1>Pull requests</h1>
        <ul class="list">
          ${rows}
        </ul>`
    : html`<h1>No pull request yet</h1>
        <p>Push a branch: it is then listed here, and one press opens a pull request for it.</p>`;
  return html`${list}${candidates.length > 0 && branchList(base, candidates)}`;
}

function branchList(base: string, candidates: Candidate[]): Html {
  const rows = candidates.map(
    ({ branch, ahead, subject }) =>
      html`<li>
        <span><code>${branch}</code> ${subject}</span>
        <span class="faint">${ahead === 1 ? '1 commit' : `${ahead} commits`} ahead of main</span>
        <form method="post" action="${base}/pulls">
          <input type="hidden" name="head" value="${branch}" />
          <input type="hidden" name="title" value="${subject}" />
          <button>Open pull request</button>
        </form>
      </li>`,
  );
  return html`<h2>Branches without a pull request</h2>
    <ul class="list">
      ${rows}
    </ul>`;
}

/** One pull request with what it changes and, while it is open, the button to merge it. */
export function pullPage(base: string, pull: PullRequest, diff: string): Html {
  const merge =
    pull.state === 'open' &&
    html`<form method="post" action="${base}/pulls/${pull.number}/merge">
      <button>Merge into ${pull.base}</button>
    </form>`;
  return html`<h1>${pull.title} <span class="faint">#${pull.number}</span> ${state(pull)}</h1>
    <p class="faint"><code>${pull.head}</code> into <code>${pull.base}</code></p>
    ${
      pull.body &&
      html`<div class="box">
        <pre>${pull.body}</pre>
      </div>`
    }
    ${merge}
    <h2>Changes</h2>
    ${diffView(diff)}`;
}

/** What a browser reads when a page is not there or an action did not work. */
export function refusal(back: string, message: string): Html {
  return html`<h1>That did not work</h1>
    <p>${message}</p>
    <p><a href="${back}">Back</a></p>`;
}

function state(pull: PullRequest): Html {
  const word = pull.merged ? 'merged' : pull.state;
  return html`<span class="state ${word}">${word}</span>`;
}
